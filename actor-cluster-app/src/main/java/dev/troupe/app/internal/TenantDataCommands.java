package dev.troupe.app.internal;

import dev.troupe.app.StartFailure;
import dev.troupe.tenants.erasure.CertificateKey;
import dev.troupe.tenants.erasure.ErasureCertificate;
import dev.troupe.tenants.erasure.RefusedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a tenant takes along, and what is left of it: exports and certificates. */
final class TenantDataCommands {
  private TenantDataCommands() {}

  /** What puts something of a tenant into a file. */
  abstract static class Download extends TenantCommands.OfTenant {
    @Option(names = "--to", required = true, paramLabel = "FILE", description = "A new file.")
    private Path file = Path.of("");

    /** The file, with what is there under this name. */
    final Path downloaded(String what) {
      client().download(TenantCommands.path(tenant()) + "/" + what, file);
      return file;
    }
  }

  @Command(
      name = "export",
      description = "Writes all events of a tenant to a file, as lines of JSON, and checks it.")
  static final class Export extends Download {
    @Override
    public Integer call() {
      Path file = downloaded("export");
      ExportFile export = ExportFile.check(file);
      return said(
          tenant(),
          "export",
          "%d events of tenant %s are in %s".formatted(export.events(), tenant(), file));
    }
  }

  @Command(
      name = "certificate",
      description = "Writes the certificate of a tenant's erasure to a file.")
  static final class Certificate extends Download {
    @Override
    public Integer call() {
      Path file = downloaded("certificate");
      return said(
          tenant(),
          "certificate",
          "the certificate of tenant %s is in %s".formatted(tenant(), file));
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Checks a certificate of erasure (with --key), or an export, without asking anybody.",
        "Shows what a certificate says. The exit code is 1 if it proves nothing."
      })
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The certificate, or the export.")
    private Path file = Path.of("");

    @Option(
        names = "--key",
        paramLabel = "PUBLIC-KEY",
        description =
            "Whose certificates are believed: the file FILE.public of 'tenant signing-key FILE'.")
    private @Nullable Path key;

    @Override
    public Integer call() {
      if (key == null) {
        ExportFile export = ExportFile.check(file);
        spec.commandLine()
            .getOut()
            .printf(
                "%s holds all %d events of tenant %s%n", file, export.events(), export.tenant());
        return 0;
      }
      try {
        show(CertificateKey.verify(Files.readString(file), key));
        return 0;
      } catch (RefusedCertificate | IllegalArgumentException e) {
        throw new StartFailure(String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw new StartFailure("'%s' can't be read: %s".formatted(file, e), e);
      }
    }

    private void show(ErasureCertificate certificate) {
      var out = spec.commandLine().getOut();
      out.printf("tenant %s is erased from %s%n", certificate.tenant(), certificate.database());
      out.printf("began %s, ended %s%n", certificate.began(), certificate.ended());
      out.printf("%d keys were destroyed%n", certificate.keys());
      certificate
          .tables()
          .forEach(table ->
              out.printf(
                  "%s: %d rows deleted, %d left%s%n",
                  table.table(),
                  table.rows(),
                  table.left(),
                  table.isRewritten() ? ", written anew" : ""));
      certificate.kept().forEach(kept -> out.printf("kept: %s: %s%n", kept.table(), kept.reason()));
      certificate.beyond().forEach(each -> out.printf("not reached: %s%n", each));
    }
  }

  @Command(
      name = "signing-key",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Makes the key that signs certificates of erasure, for its owner alone to read,",
        "and beside it FILE.public, for whoever is to believe them."
      })
  static final class SigningKey implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "Where; refused if it is there already.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      Path halves = file.resolveSibling(file.getFileName() + ".public");
      try {
        CertificateKey key = CertificateKey.create(file);
        Files.writeString(halves, key.publicKey() + "\n");
      } catch (IllegalArgumentException e) {
        throw new StartFailure(String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw new StartFailure("'%s' can't be written: %s".formatted(halves, e), e);
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%s signs certificates (TROUPE_CERTIFICATE_KEY); give %s to who is to believe them%n",
              file, halves);
      return 0;
    }
  }
}
