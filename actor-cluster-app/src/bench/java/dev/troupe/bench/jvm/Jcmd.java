package dev.troupe.bench.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's own tool that tells a running JVM what to do. */
public final class Jcmd {
  private Jcmd() {}

  /** What the JVM with this process id says to this; empty where there is no such tool. */
  public static String tell(long pid, String... what) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(program)) {
      return "";
    }
    List<String> command = new ArrayList<>(List.of(program.toString(), String.valueOf(pid)));
    command.addAll(List.of(what));
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return said;
  }
}
