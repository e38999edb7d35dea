package dev.troupe.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.internal.ExaminedSettings;
import dev.troupe.doctor.facts.ClusterFacts;
import dev.troupe.doctor.facts.ClusterFacts.RunningNode;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.facts.NodeFacts.FileFact;
import dev.troupe.doctor.gather.ManifestReader;
import dev.troupe.doctor.rules.RightRules;
import dev.troupe.doctor.rules.SchemaRules;
import dev.troupe.k8s.manifests.Program;
import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Health;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.PlainText;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Role;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Server;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Tables;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Work;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An installation with nothing wrong, by the overlay for production; and changes of it. */
final class Installation {
  private static final ManifestFacts PRODUCTION =
      ManifestReader.parse(
          "production",
          Program.kubectl().run("kustomize", "k8s/kustomize/overlays/production").orFail());
  private static final Facts SOUND = sound();
  private static final ObjectMapper JSON = new ObjectMapper();

  private Installation() {}

  /** Nothing is wrong with it. */
  static Facts isSound() {
    return SOUND;
  }

  private static Facts sound() {
    NodeFacts node = ExaminedSettings.ofPods(PRODUCTION).orElseThrow();
    FileFact file = new FileFact(true, "r--r-----");
    Map<String, FileFact> files = new HashMap<>();
    NodeFacts.FILE_SETTINGS.forEach((setting, names) ->
        names.forEach(
            name -> files.put(node.text(setting) + (name.isEmpty() ? "" : "/" + name), file)));
    return Facts.NONE
        .withManifests(PRODUCTION)
        .withNode(new NodeFacts(node.config(), files))
        .withDatabase(Looked.at(database()))
        .withCluster(
            ClusterFacts.NONE
                .withRights(Looked.at(RightRules.needed(node)))
                .withRunning(
                    Looked.at(
                        new RunningNode(128, Optional.of("f00dcafe"), Duration.ofMillis(-3)))));
  }

  private static DatabaseFacts database() {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("autovacuum", "on"),
            Map.entry("data_checksums", "on"),
            Map.entry("fsync", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("idle_in_transaction_session_timeout", "30s"),
            Map.entry("max_connections", "500"),
            Map.entry("server_encoding", "UTF8"),
            Map.entry("server_version_num", "180001"),
            Map.entry("statement_timeout", "15s"),
            Map.entry("superuser_reserved_connections", "3"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("synchronous_standby_names", "ANY 1 (b, c)"),
            Map.entry("wal_level", "replica"));
    Set<String> tables = Set.of("event_journal", "outbox", "reminder", "snapshot", "tenant_usage");
    Set<String> policies = new HashSet<>();
    tables.forEach(
        table -> policies.addAll(List.of(table + ".all_tenants", table + ".tenant_reads")));
    return new DatabaseFacts(
        new Server(settings, 2, false, Duration.ZERO, new Health(Optional.empty(), 1_000)),
        new Role("troupe", false, false, Set.of()),
        new Tables(
            Optional.empty(),
            indexes(),
            Set.of(
                "event_journal.blocked_tenant",
                "outbox.blocked_tenant",
                "reminder.blocked_tenant",
                "snapshot.blocked_tenant",
                "audit.audit_is_append_only"),
            policies,
            tables),
        new Work(Duration.ofSeconds(2), 12, 0, Map.of("balances", 40L), new PlainText(500, 3)));
  }

  private static Set<String> indexes() {
    Set<String> indexes = new HashSet<>(SchemaRules.INDEXES);
    indexes.add("audit_pkey");
    return indexes;
  }

  /** A setting of the node is another. */
  static Facts with(Facts facts, String setting, Object value) {
    NodeFacts node = facts.node().orElseThrow();
    return facts.withNode(
        new NodeFacts(
            ConfigFactory.parseMap(Map.of(setting, value)).withFallback(node.config()),
            node.files()));
  }

  /** A file of the node is otherwise. */
  static Facts withFile(String setting, String below, FileFact file) {
    NodeFacts node = SOUND.node().orElseThrow();
    Map<String, FileFact> files = new HashMap<>(node.files());
    files.put(node.text(setting) + below, file);
    return SOUND.withNode(new NodeFacts(node.config(), files));
  }

  /** A setting of the database's server is another. */
  static Facts withServer(String setting, String value) {
    return withServer(server -> {
      Map<String, String> settings = new HashMap<>(server.settings());
      settings.put(setting, value);
      return new Server(
          settings, server.standbys(), server.isStandby(), server.clockAhead(), server.health());
    });
  }

  static Facts withServer(UnaryOperator<Server> change) {
    return withDatabase(
        is -> new DatabaseFacts(change.apply(is.server()), is.role(), is.tables(), is.work()));
  }

  static Facts withTables(UnaryOperator<Tables> change) {
    return withDatabase(
        is -> new DatabaseFacts(is.server(), is.role(), change.apply(is.tables()), is.work()));
  }

  static Facts withRole(Role role) {
    return withDatabase(is -> new DatabaseFacts(is.server(), role, is.tables(), is.work()));
  }

  static Facts withWork(Work work) {
    return withDatabase(is -> new DatabaseFacts(is.server(), is.role(), is.tables(), work));
  }

  private static Facts withDatabase(UnaryOperator<DatabaseFacts> change) {
    return SOUND.withDatabase(Looked.at(change.apply(database())));
  }

  /** An object of the manifests is otherwise. */
  static Facts withObject(String kindAndName, Consumer<ObjectNode> change) {
    List<Manifest> changed =
        PRODUCTION.all().stream()
            .map(each -> each.toString().equals(kindAndName) ? changed(each, change) : each)
            .toList();
    if (changed.equals(PRODUCTION.all())) {
      throw new AssertionError("nothing of '%s' was changed".formatted(kindAndName));
    }
    return SOUND.withManifests(new ManifestFacts(changed));
  }

  /** There is no object of this kind, or only those of other names. */
  static Facts without(String kindAndName) {
    return SOUND.withManifests(
        new ManifestFacts(
            PRODUCTION.all().stream()
                .filter(each -> !each.toString().equals(kindAndName))
                .toList()));
  }

  private static Manifest changed(Manifest manifest, Consumer<ObjectNode> change) {
    ObjectNode json = manifest.json().deepCopy();
    change.accept(json);
    return new Manifest(json);
  }

  /** Something at a path, of one element of each list on the way, is this JSON; or gone. */
  static Consumer<ObjectNode> at(String path, String json) {
    return object -> {
      int last = path.lastIndexOf('/');
      JsonNode parent = object.at(path.substring(0, last));
      String field = path.substring(last + 1);
      if (!(parent instanceof ObjectNode fields)) {
        throw new AssertionError("'%s' is no object".formatted(path));
      }
      try {
        if (json.isEmpty()) {
          fields.remove(field);
        } else {
          fields.set(field, JSON.readTree(json));
        }
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new AssertionError(e);
      }
    };
  }
}
