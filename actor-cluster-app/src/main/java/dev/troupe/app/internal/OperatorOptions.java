package dev.troupe.app.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.app.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands that ask a node have: where it is, who asks, and how the answer is shown. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
abstract class OperatorOptions implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      defaultValue = "${env:TROUPE_URL:-http://127.0.0.1:8080}",
      description = "The node that is asked (TROUPE_URL; default: http://127.0.0.1:8080).")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--token-file",
      description = "A file with the token that says who asks (or its text in TROUPE_TOKEN).")
  private @Nullable Path tokenFile;

  @Mixin private OutputFormat output = new OutputFormat();

  /** A client of the node, as who asks. */
  final OperatorClient client() {
    return new OperatorClient(url, token());
  }

  private Optional<String> token() {
    if (tokenFile == null) {
      return Optional.ofNullable(System.getenv("TROUPE_TOKEN")).filter(text -> !text.isBlank());
    }
    try {
      return Optional.of(Files.readString(tokenFile).strip());
    } catch (IOException e) {
      throw new StartFailure(
          "the token can't be read from '%s': %s".formatted(tokenFile, e.getMessage()), e);
    }
  }

  /** Refuses an option with how the command is used. */
  final picocli.CommandLine.ParameterException misused(String why) {
    return new picocli.CommandLine.ParameterException(spec.commandLine(), why);
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Says how far it is, beside the answer. */
  final void progress(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(sentence);
    err.flush();
  }

  final boolean isJson() {
    return output.isJson();
  }

  /** Shows JSON on one line. */
  final int shown(JsonNode json) {
    out().println(json);
    return 0;
  }

  /** Says that this was done to the tenant. */
  final int said(String tenant, String verb, String sentence) {
    if (isJson()) {
      return shown(
          com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
              .objectNode()
              .put("tenant", tenant)
              .put("done", verb));
    }
    out().println(sentence);
    return 0;
  }

  /** Asks for a change of this tenant and says that it was done. */
  final int change(String tenant, String verb, Map<String, ?> body, String sentence) {
    client().post(TenantCommands.path(tenant) + "/" + verb, body);
    return said(tenant, verb, sentence);
  }
}
