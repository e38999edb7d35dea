package dev.troupe.app.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an operator does with tenants; asks a node over HTTP. */
@Command(
    name = "tenant",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Creates, shows, limits, suspends, resumes, exports and erases tenants, and lets them in.",
      "Asks a node (--url) as who has a token with the scope 'operator:' and the command."
    },
    subcommands = {
      TenantCommands.Create.class,
      TenantCommands.Listing.class,
      TenantCommands.Show.class,
      TenantCommands.Limit.class,
      TenantCommands.Suspend.class,
      TenantCommands.Resume.class,
      TenantGrantCommands.Grant.class,
      TenantGrantCommands.Revoke.class,
      WhereCommand.class,
      TenantCommands.RotateKey.class,
      TenantCommands.Erase.class,
      TenantDataCommands.Export.class,
      TenantDataCommands.Certificate.class,
      TenantDataCommands.Verify.class,
      TenantDataCommands.SigningKey.class
    })
final class TenantCommands implements Callable<Integer> {
  private static final String TENANTS = "/operator/tenants";
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return picocli.CommandLine.ExitCode.USAGE;
  }

  /** Where a tenant is; refuses what is no tenant's name. */
  static String path(String tenant) {
    return TENANTS + "/" + TenantId.of(tenant).value();
  }

  /** What is of one tenant. */
  abstract static class OfTenant extends OperatorOptions {
    @Parameters(paramLabel = "TENANT", description = "Which.")
    private String tenant = "";

    final String tenant() {
      return tenant;
    }
  }

  /** What changes one. */
  abstract static class Change extends OfTenant {
    @Option(names = "--why", required = true, description = "Kept for ever beside the change.")
    private String why = "";

    final String why() {
      return why;
    }

    /** Does this, for which no more need be said than why. */
    final int change(String verb, String sentence) {
      return change(tenant(), verb, Map.of("why", why), "tenant " + tenant() + " " + sentence);
    }
  }

  @Command(name = "create", description = "Makes a tenant, which is served from then on.")
  static final class Create extends Change {
    @Option(
        names = "--limit",
        paramLabel = "LIMIT=NUMBER",
        description = "A limit of its own, such as commands-per-second=100; repeatable.")
    private Map<String, Long> limits = Map.of();

    @Override
    public Integer call() {
      TenantId id = TenantId.of(tenant());
      client()
          .post(
              TENANTS, Map.of("tenant", id.value(), "limits", new TreeMap<>(limits), "why", why()));
      return said(tenant(), "create", "tenant " + tenant() + " is created");
    }
  }

  @Command(name = "list", description = "Lists the tenants, each with its status, by name.")
  static final class Listing extends OperatorOptions {
    private static final int PAGE = 200;

    @Override
    public Integer call() {
      OperatorClient client = client();
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      String after = "";
      do {
        JsonNode page = client.get("%s?limit=%d&after=%s".formatted(TENANTS, PAGE, after));
        page.path("tenants").forEach(all::add);
        after = page.path("next").asText("");
      } while (!after.isEmpty());
      if (isJson()) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("tenants", all);
        return shown(json);
      }
      all.forEach(each ->
          out().printf("%s\t%s%n", each.path("tenant").asText(), each.path("status").asText()));
      return 0;
    }
  }

  @Command(
      name = "show",
      description =
          "Shows a tenant: its status, how many keys it had, its limits, and whom it lets in.")
  static final class Show extends OfTenant {
    @Override
    public Integer call() {
      JsonNode shown = client().get(path(tenant()));
      if (isJson()) {
        return shown(shown);
      }
      for (String field : new String[] {"tenant", "status", "keys", "certificate"}) {
        if (shown.has(field)) {
          out().printf("%s\t%s%n", field, shown.path(field).asText());
        }
      }
      shown
          .path("effective")
          .properties()
          .forEach(limit ->
              out()
                  .printf(
                      "%s\t%s%s%n",
                      limit.getKey(),
                      limit.getValue().asText(),
                      shown.path("limits").has(limit.getKey()) ? "\tits own" : ""));
      shown.path("grants").forEach(this::show);
      return 0;
    }

    private void show(JsonNode grant) {
      StringJoiner scopes = new StringJoiner(" ");
      grant.path("scopes").forEach(scope -> scopes.add(scope.asText()));
      out()
          .printf(
              "grant\t%s\t%s\t%s\t%s\t%s%n",
              grant.path("to").asText(),
              grant.path("until").asText(),
              scopes,
              grant.path("by").asText(),
              grant.path("why").asText());
    }
  }

  @Command(name = "limit", description = "Gives a tenant other limits, which hold at once.")
  static final class Limit extends Change {
    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "LIMIT=NUMBER",
        description = "Such as commands-per-second=100.")
    private Map<String, Long> limits = Map.of();

    @Override
    public Integer call() {
      return change(
          tenant(),
          "limits",
          Map.of("limits", new TreeMap<>(limits), "why", why()),
          "tenant %s has other limits".formatted(tenant()));
    }
  }

  @Command(name = "suspend", description = "Nothing is done for a tenant until it is resumed.")
  static final class Suspend extends Change {
    @Override
    public Integer call() {
      return change("suspend", "is suspended");
    }
  }

  @Command(name = "resume", description = "Serves a suspended tenant again.")
  static final class Resume extends Change {
    @Override
    public Integer call() {
      return change("resume", "is served again");
    }
  }

  @Command(name = "rotate-key", description = "Seals what is stored from now on with a new key.")
  static final class RotateKey extends Change {
    @Override
    public Integer call() {
      return change("rotate-key", "has a new key");
    }
  }

  @Command(name = "erase", description = "Erases a tenant for good; its name is never given again.")
  static final class Erase extends Change {
    @Option(
        names = "--yes-erase",
        required = true,
        paramLabel = "TENANT",
        description = "The tenant's name once more.")
    private String repeated = "";

    @Option(
        names = "--wait",
        description = "Return when it is done, and say meanwhile how far it is.")
    private boolean isWaiting;

    @Override
    public Integer call() {
      if (!repeated.equals(tenant())) {
        throw misused(
            "--yes-erase must repeat the tenant's name, '%s', was '%s'"
                .formatted(tenant(), repeated));
      }
      return isWaiting ? waited() : change("erase", "is being erased");
    }

    private int waited() {
      OperatorClient client = client();
      client.post(path(tenant()) + "/erase", Map.of("why", why()));
      long said = 0;
      while (!client.get(path(tenant())).path("status").asText().equals("ERASED")) {
        long rows = 0;
        for (JsonNode table : client.get(path(tenant()) + "/erasure").path("deleted")) {
          rows += table.path("rows").asLong();
        }
        if (rows != said) {
          said = rows;
          progress("%d rows of tenant %s are deleted".formatted(rows, tenant()));
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      return said(tenant(), "erase", "tenant %s is erased".formatted(tenant()));
    }
  }
}
