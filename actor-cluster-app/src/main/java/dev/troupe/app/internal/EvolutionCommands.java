package dev.troupe.app.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.StartFailure;
import dev.troupe.cluster.Encryption;
import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.PayloadCipher;
import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.evolution.Catalogue;
import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.evolution.Finding;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.DatabaseUnavailable;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.SchemaMismatch;
import dev.troupe.persistence.postgres.evolution.CatalogueExport;
import dev.troupe.persistence.postgres.evolution.CatalogueExport.Payloads;
import dev.troupe.persistence.postgres.evolution.CatalogueExport.Samples;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.tenants.files.PrivateFile;
import dev.troupe.tenants.keys.KeyFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds this build against what a journal holds, where there is no node and perhaps no journal. */
@Command(
    name = "evolution",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Exports what a journal holds, and checks whether this build can read it:",
      "what a node of it will ask before it serves."
    })
final class EvolutionCommands implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command, with the features of this build. */
  static picocli.CommandLine of(Supplier<Features> features) {
    return new picocli.CommandLine(new EvolutionCommands())
        .addSubcommand(new Export(System.getenv()))
        .addSubcommand(new Check(features));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return picocli.CommandLine.ExitCode.USAGE;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Writes the catalogue of a journal as JSON: names and shapes, and nothing that tenants said.",
        "With --streams it takes sample streams along, without the entities' names and, unless"
            + " --payloads says so, without payloads.",
        "Makes nothing and migrates nothing, beyond names in the catalogue that nobody has noted yet.",
        "Needs TROUPE_DATABASE_URL, as a node does; for --payloads=open also TROUPE_KEY_FILE or what"
            + " else a node has."
      })
  static final class Export implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--to", paramLabel = "FILE", description = "A new file (default: the output).")
    private @Nullable Path file;

    @Option(
        names = "--streams",
        defaultValue = "0",
        description = "Sample streams of each type (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(
        names = "--events",
        defaultValue = "100",
        description = "The first events of each (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
        names = "--payloads",
        defaultValue = "none",
        description =
            "none, sealed (as they are stored, if sealed) or open: what tenants said, for everyone who has"
                + " the file (default: ${DEFAULT-VALUE}).")
    private Payloads payloads = Payloads.NONE;

    private final Map<String, String> environment;

    Export(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() {
      DatabaseSettings database =
          DatabaseOfEnvironment.required("the catalogue is in a database", environment);
      Catalogue catalogue = catalogue(database);
      if (file == null) {
        spec.commandLine().getOut().println(catalogue.toJson());
        return 0;
      }
      try {
        if (!PrivateFile.create(file, catalogue.toJson() + "\n")) {
          throw new StartFailure("'%s' is there already; name another".formatted(file));
        }
      } catch (IOException e) {
        throw new StartFailure("'%s' can't be written: %s".formatted(file, e), e);
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%d names and %d sample streams are in %s%n",
              catalogue.names().size(), catalogue.samples().size(), file);
      return 0;
    }

    private Catalogue catalogue(DatabaseSettings database) {
      try {
        Schema.verify(database);
        return payloads == Payloads.OPEN ? opened(database) : exported(database);
      } catch (SchemaMismatch | DatabaseUnavailable | KeyFailure e) {
        throw new StartFailure("evolution: " + e.getMessage(), e);
      }
    }

    private Catalogue exported(DatabaseSettings database) {
      return exported(database, PayloadCiphers.of(PayloadCipher.NONE));
    }

    private Catalogue opened(DatabaseSettings database) {
      Config config = ConfigFactory.load();
      try (Encryption encryption = Encryption.openExisting(database, config)) {
        return exported(database, encryption.ciphers());
      }
    }

    private Catalogue exported(DatabaseSettings database, PayloadCiphers ciphers) {
      PrintWriter err = spec.commandLine().getErr();
      try {
        return new CatalogueExport(ciphers, new Samples(streams, events, payloads))
            .of(database, sentence -> err.println("evolution: " + sentence));
      } catch (SQLException | CipherFailure e) {
        throw new StartFailure("evolution: " + e.getMessage(), e);
      }
    }
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Checks whether this build can read what a catalogue says is stored.",
        "The exit code is 1 if it can't. Needs neither a database nor a node."
      })
  static final class Check implements Callable<Integer> {
    private static final int UNREADABLE = 1;

    private final Supplier<Features> features;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--catalogue",
        required = true,
        paramLabel = "FILE",
        description = "What 'evolution export' wrote.")
    private Path file = Path.of("");

    @Option(
        names = "--accept",
        defaultValue = "${env:TROUPE_EVOLUTION_ACCEPTED:-}",
        description =
            "Names of which findings stop nothing, with commas (TROUPE_EVOLUTION_ACCEPTED).")
    private String accepted = "";

    @Mixin private OutputFormat output = new OutputFormat();

    Check(Supplier<Features> features) {
      this.features = features;
    }

    @Override
    public Integer call() {
      BuildTypes build =
          BuildTypes.of(features.get().declare().messageTypes(), otherSerializer -> true);
      EvolutionReport report =
          Catalogue.parse(read()).check(build, EvolutionSettings.manifests(accepted));
      if (output.isJson()) {
        spec.commandLine().getOut().println(json(report));
      } else {
        show(report);
      }
      return report.passes() ? 0 : UNREADABLE;
    }

    private String read() {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new StartFailure("'%s' can't be read: %s".formatted(file, e), e);
      }
    }

    private void show(EvolutionReport report) {
      PrintWriter out = spec.commandLine().getOut();
      for (Finding each : report.findings()) {
        out.printf(
            "%s: %s%s%n",
            each.stops() ? "stops" : "note",
            each.sentence(),
            each.where().isEmpty() ? "" : "; " + each.where());
      }
      out.printf(
          "this build %s %d names; %d events of %d streams were replayed, %d streams were not%n",
          report.passes() ? "reads what is stored under" : "can't read all that is stored under",
          report.names(),
          report.events(),
          report.streams(),
          report.unread());
    }

    private static ObjectNode json(EvolutionReport report) {
      ObjectNode json = new ObjectMapper().createObjectNode();
      json.put("passes", report.passes())
          .put("names", report.names())
          .put("events", report.events())
          .put("streams", report.streams())
          .put("unread", report.unread());
      var findings = json.putArray("findings");
      report
          .findings()
          .forEach(each ->
              findings
                  .addObject()
                  .put("stops", each.stops())
                  .put("subject", each.subject())
                  .put("reason", each.reason())
                  .put("where", each.where()));
      return json;
    }
  }
}
