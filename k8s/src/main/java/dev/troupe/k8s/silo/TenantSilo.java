package dev.troupe.k8s.silo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A tenant that has a namespace with a cluster of its own.
 *
 * <p>What can't be used is refused with {@link IllegalArgumentException}.
 *
 * @param tenant its name
 * @param admins the group of those who may do anything in its namespace, as the Kubernetes API
 *     knows it
 * @param cpu the CPUs that its pods may request together, as Kubernetes writes it: {@code 4},
 *     {@code 500m}
 * @param memory the memory of its pods together, as Kubernetes writes it: {@code 8Gi}
 * @param pods how many there may be
 * @param databaseUrl the database of its own, {@code jdbc:postgresql://…}, without user and
 *     password
 * @param host the name by which callers reach it
 */
public record TenantSilo(
    String tenant,
    String admins,
    String cpu,
    String memory,
    int pods,
    String databaseUrl,
    String host) {
  private static final List<String> FIELDS =
      List.of("tenant", "admins", "cpu", "memory", "pods", "database-url", "host");
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,54}[a-z0-9])?");
  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 @:._/-]{0,252}");
  private static final Pattern CPU = Pattern.compile("[1-9][0-9]{0,6}m?");
  private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,6}(?:Mi|Gi|Ti)");
  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://[^\\s\"'@?]+(?:\\?[^\\s\"'@]*)?");
  private static final Pattern SECRET = Pattern.compile("[?&](?:user|password)=");
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+");

  /** Checks every component. */
  public TenantSilo {
    require("tenant", NAME, tenant, "a-z, 0-9 and '-', 1 to 56 characters, no '-' at an end");
    require("admins", GROUP, admins, "the name of a group, 1 to 253 characters");
    require("cpu", CPU, cpu, "CPUs as '4' or '500m'");
    require("memory", MEMORY, memory, "memory as '8Gi' or '512Mi'");
    if (pods < 1 || pods > 1_000) {
      throw new IllegalArgumentException(
          "tenant file: 'pods' must be 1 to 1000, was '%d'".formatted(pods));
    }
    // The value is not shown: it may hold a password.
    if (!URL.matcher(databaseUrl).matches() || SECRET.matcher(databaseUrl).find()) {
      throw new IllegalArgumentException(
          "tenant file: 'database-url' must be jdbc:postgresql://host:port/database without user and password, which come from the secret troupe-secrets");
    }
    require("host", HOST, host, "a host name of at least two labels");
  }

  /**
   * The tenant that a file says, in HOCON: {@code tenant = acme}, and so on.
   *
   * @throws IllegalArgumentException if it can't be read, lacks a field or has another one
   */
  public static TenantSilo read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "tenant file '%s': can't be read: %s".formatted(file, e), e);
    }
  }

  /** The tenant that this text says; see {@link #read}. */
  public static TenantSilo parse(String text) {
    try {
      Config file = ConfigFactory.parseString(text);
      TreeSet<String> unknown =
          file.entrySet().stream()
              .map(Map.Entry::getKey)
              .filter(field -> !FIELDS.contains(field))
              .collect(Collectors.toCollection(TreeSet::new));
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "tenant file: '%s' is not known, expected %s"
                .formatted(String.join("', '", unknown), String.join(", ", FIELDS)));
      }
      return new TenantSilo(
          file.getString("tenant"),
          file.getString("admins"),
          file.getString("cpu"),
          file.getString("memory"),
          file.getInt("pods"),
          file.getString("database-url"),
          file.getString("host"));
    } catch (ConfigException e) {
      throw new IllegalArgumentException("tenant file: " + e.getMessage(), e);
    }
  }

  /** The namespace of it. */
  public String namespace() {
    return "troupe-" + tenant;
  }

  /** The manifests: texts by the names of their files, for a folder beside {@code base}. */
  public SortedMap<String, String> files() {
    return new TreeMap<>(SiloFiles.of(this));
  }

  /** Writes them into this folder, in the place of what was there under their names. */
  public void writeInto(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "tenant silo: can't be written into '%s'; name another folder".formatted(folder), e);
    }
  }

  private static void require(String field, Pattern pattern, String value, String rule) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "tenant file: '%s' must be %s, was '%s'".formatted(field, rule, value));
    }
  }
}
