package dev.troupe.app.internal;

import dev.troupe.sample.bank.Bank;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What came of a command line.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it complained of
 */
public record Ran(int code, String out, String err) {

  /** Runs it in this JVM, for one thread at a time. */
  public static Ran of(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var outBytes = new ByteArrayOutputStream();
    var errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int code = CommandLine.run(args, () -> Features.of(new Bank()), Ran.class);
      return new Ran(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
