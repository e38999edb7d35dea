package dev.troupe.persistence.postgres.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A JDBC address of PostgreSQL, split into what names the server and what tunes the connection.
 *
 * @param text as it was given
 * @param parameters the names of the parameters that it sets
 */
public record JdbcUrl(String text, Set<String> parameters) {

  private static final String PREFIX = "jdbc:postgresql://";

  /** Checks the address; no message repeats a parameter's value, which may be a secret. */
  public static JdbcUrl parse(String text) {
    String address = text.replaceFirst("(?s)\\?.*", "");
    if (!text.startsWith(PREFIX) || address.length() == PREFIX.length()) {
      throw new IllegalArgumentException(
          "database URL must be 'jdbc:postgresql://host:port/database', was '%s'; set TROUPE_DATABASE_URL"
              .formatted(hidden(address)));
    }
    if (address.contains("@")) {
      throw new IllegalArgumentException(
          "database URL must not hold a user or password before '@', in '%s'; set TROUPE_DATABASE_USER and TROUPE_DATABASE_PASSWORD or their _FILE variables"
              .formatted(hidden(address)));
    }
    Set<String> parameters = new LinkedHashSet<>();
    if (text.length() > address.length()) {
      for (String parameter : text.substring(address.length() + 1).split("&", -1)) {
        parameters.add(parameter.replaceFirst("(?s)=.*", ""));
      }
    }
    for (String secret : List.of("user", "password")) {
      if (parameters.contains(secret)) {
        throw new IllegalArgumentException(
            "database URL must not hold the parameter '%s', in '%s'; set TROUPE_DATABASE_%s or TROUPE_DATABASE_%3$s_FILE"
                .formatted(secret, address, secret.toUpperCase(Locale.ROOT)));
      }
    }
    return new JdbcUrl(text, parameters);
  }

  private static String hidden(String address) {
    return address.replaceFirst("//[^/]*@", "//(hidden)@");
  }

  /** The address with our defaults for all that it leaves open. */
  public String withDefaults(String schema) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("connectTimeout", "3");
    // Above the circuit breakers' call-timeout of 8 s: the breaker speaks first.
    defaults.put("socketTimeout", "15");
    defaults.put("tcpKeepAlive", "true");
    // After a failover the old primary may answer as a replica.
    defaults.put("targetServerType", "primary");
    defaults.put("ApplicationName", "troupe");
    // The name then comes with the connection, instead of by a SET that RESET ALL undoes.
    defaults.put("assumeMinServerVersion", "13");
    defaults.put("currentSchema", schema);
    defaults.put("options", "-c statement_timeout=15s -c idle_in_transaction_session_timeout=30s");
    List<String> added = new ArrayList<>();
    defaults.forEach((name, value) -> {
      if (!parameters.contains(name)) {
        added.add(
            name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
      }
    });
    String joint = text.contains("?") ? (text.endsWith("?") || text.endsWith("&") ? "" : "&") : "?";
    return added.isEmpty() ? text : text + joint + String.join("&", added);
  }

  /** The address for work that may take minutes, such as a migration. */
  public String withoutSocketTimeout() {
    return text.replaceAll("(?<=[?&])socketTimeout=[^&]*", "socketTimeout=0");
  }
}
