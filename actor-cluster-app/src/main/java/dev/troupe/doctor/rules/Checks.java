package dev.troupe.doctor.rules;

import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.facts.Workload;
import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How checks are put together. */
final class Checks {
  /** Which discovery nodes find each other by. */
  static final String DISCOVERY = "pekko.discovery.troupe.method";

  private Checks() {}

  /** The sentence, if this is wrong. */
  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be a dependency.
  static Stream<String> wrong(boolean isWrong, String evidence, Object... values) {
    return isWrong ? Stream.of(evidence.formatted(values)) : Stream.empty();
  }

  /** Of the settings of a node. */
  static Rule.Check node(Function<NodeFacts, Stream<String>> check) {
    return facts -> facts.node().stream().flatMap(check);
  }

  /** That a setting has a value that will do. */
  static Rule.Check setting(String path, Predicate<String> isGood) {
    return node(node -> wrong(!isGood.test(node.text(path)), "%s is '%s'", path, node.text(path)));
  }

  /** That a setting is on, or off. */
  static Rule.Check isOn(String path, boolean wanted) {
    return node(node -> wrong(node.isOn(path) != wanted, "%s is '%s'", path, node.text(path)));
  }

  /** Of the database, if it was seen. */
  static Rule.Check database(Function<DatabaseFacts, Stream<String>> check) {
    return facts -> facts.database().flatMap(Looked::seen).stream().flatMap(check);
  }

  /** That a setting of the server has one of these values, or is not known to it. */
  static Rule.Check server(String name, Set<String> good) {
    return database(database ->
        wrong(
            !database.server().setting(name).isEmpty()
                && !good.contains(database.server().setting(name)),
            "%s is '%s'",
            name,
            database.server().setting(name)));
  }

  /** Of all manifests. */
  static Rule.Check manifests(Function<ManifestFacts, Stream<String>> check) {
    return facts -> facts.manifests().stream().flatMap(check);
  }

  /** Of what makes the pods of the nodes. */
  static Rule.Check pods(Function<Workload, Stream<String>> check) {
    return manifests(manifests -> manifests.nodes().stream().flatMap(check));
  }

  /** Of manifests, and what makes the pods in them. */
  static Rule.Check around(BiFunction<ManifestFacts, Workload, Stream<String>> check) {
    return manifests(
        manifests -> manifests.nodes().stream().flatMap(nodes -> check.apply(manifests, nodes)));
  }

  /** Of settings and the number of nodes. */
  static Rule.Check replicas(BiFunction<NodeFacts, Integer, Stream<String>> check) {
    return (Facts facts) ->
        facts.replicas().isEmpty()
            ? Stream.empty()
            : facts.node().stream().flatMap(node -> check.apply(node, facts.replicas().getAsInt()));
  }
}
