package dev.troupe.persistence.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** An application in a JVM of its own that owns an embedded server until it is killed. */
final class OtherOwner implements AutoCloseable {

  private final Process process;

  private OtherOwner(Process process) {
    this.process = process;
  }

  /** Starts it and waits until it has written {@code word} into the table {@code kept}. */
  static OtherOwner start(Path directory, String word) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    OtherOwner.class.getName(),
                    directory.toString(),
                    Databases.binaries().toString(),
                    word))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready".equals(answer)) {
      process.destroyForcibly();
      throw new IOException("the other JVM answered '" + answer + "', expected 'ready'");
    }
    return new OtherOwner(process);
  }

  long pid() {
    return process.pid();
  }

  /** Ends it with SIGKILL, which leaves the server running. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  @SuppressWarnings({"resource", "SystemOut"})
  public static void main(String[] args) throws Exception {
    EmbeddedPostgres server =
        EmbeddedPostgres.in(Path.of(args[0])).binaries(Path.of(args[1])).start();
    Databases.execute(
        server.settings().asOwner(),
        "CREATE TABLE IF NOT EXISTS public.kept (word text)",
        "INSERT INTO public.kept VALUES ('" + args[2] + "')");
    System.out.println("ready");
    // Blocks until the test, which holds the other end, is gone.
    System.exit(System.in.read());
  }
}
