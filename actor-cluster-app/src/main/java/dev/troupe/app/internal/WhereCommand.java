package dev.troupe.app.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Where an entity of a tenant is. */
@Command(
    name = "where",
    description = "Says on which node and shard an entity is, and whether it runs; starts nothing.")
final class WhereCommand extends TenantCommands.OfTenant {
  @Parameters(index = "1", paramLabel = "TYPE", description = "The name of its type.")
  private String type = "";

  @Parameters(index = "2", paramLabel = "ID", description = "Its id.")
  private String id = "";

  @Override
  public Integer call() {
    JsonNode where =
        client()
            .get(
                "%s/where?type=%s&id=%s"
                    .formatted(TenantCommands.path(tenant()), encoded(type), encoded(id)));
    if (isJson()) {
      return shown(where);
    }
    out()
        .printf(
            "%s\tshard %s\t%s%n",
            where.path("state").asText(),
            where.path("shard").asText(),
            where.path("node").asText("no node"));
    return 0;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
