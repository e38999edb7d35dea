package dev.troupe.app.internal;

import picocli.CommandLine.Option;

/** The option of how a command shows its answer. */
final class OutputFormat {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TEXT;

  private enum Format {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
  }

  boolean isJson() {
    return format == Format.JSON;
  }
}
