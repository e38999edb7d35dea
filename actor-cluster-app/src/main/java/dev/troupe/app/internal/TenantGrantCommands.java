package dev.troupe.app.internal;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a tenant lets others do with its data. */
final class TenantGrantCommands {
  private TenantGrantCommands() {}

  @Command(
      name = "grant",
      description = "Lets another tenant work with this one's data, until a day.")
  static final class Grant extends TenantCommands.Change {
    @Option(
        names = "--to",
        required = true,
        paramLabel = "OTHER",
        description = "The tenant that is let in.")
    private String to = "";

    @Option(
        names = "--scope",
        required = true,
        description = "What it may do, such as account:get-balance; repeatable.")
    private List<String> scopes = List.of();

    @ArgGroup(multiplicity = "1")
    private End end = new End();

    @Override
    public Integer call() {
      Instant until = end.after(Instant.now());
      return change(
          tenant(),
          "grants",
          Map.of(
              "to",
              TenantId.of(to).value(),
              "scopes",
              scopes,
              "until",
              until.toString(),
              "why",
              why()),
          "tenant %s lets tenant %s in until %s".formatted(tenant(), to, until));
    }
  }

  /** When a grant ends, said either way. */
  static final class End {
    @Option(
        names = "--for",
        paramLabel = "TIME",
        description = "How long from now, such as 30d or 12h; at most 366d.")
    private @Nullable String time;

    @Option(
        names = "--until",
        paramLabel = "INSTANT",
        description = "When it ends, such as 2026-12-31T00:00:00Z.")
    private @Nullable Instant until;

    Instant after(Instant now) {
      if (until != null) {
        return until;
      }
      try {
        Duration length = ConfigFactory.parseMap(Map.of("for", "" + time)).getDuration("for");
        return now.plus(length);
      } catch (ConfigException e) {
        throw new IllegalArgumentException(
            "--for must be a time such as 30d or 12h, was '%s'".formatted(time), e);
      }
    }
  }

  @Command(
      name = "revoke",
      description = "Lets another tenant no longer work with this one's data, whatever it could.")
  static final class Revoke extends TenantCommands.Change {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "OTHER",
        description = "The tenant that was let in.")
    private String from = "";

    @Override
    public Integer call() {
      return change(
          tenant(),
          "grants/revoke",
          Map.of("to", TenantId.of(from).value(), "why", why()),
          "tenant %s does not let tenant %s in any more".formatted(tenant(), from));
    }
  }
}
