package dev.troupe.k8s.manifests;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the app says of itself, read from its sources.
 *
 * @param http the port for callers
 * @param management the port of the probes
 * @param remoting the port between nodes
 * @param portName by which discovery finds the port of the others
 * @param label of the pods that discovery takes for nodes
 * @param shutdown how long all phases of the shutdown may take together
 * @param check how long the checks behind readiness may take
 * @param contactPoints how many nodes must be found before a cluster is formed
 * @param variables the environment variables that it knows
 */
record NodeFacts(
    int http,
    int management,
    int remoting,
    String portName,
    String label,
    Duration shutdown,
    Duration check,
    int contactPoints,
    Set<String> variables) {
  private static final String RESOURCES = "actor-cluster-app/src/main/resources/";
  private static final Pattern VARIABLE = Pattern.compile("`(TROUPE_[A-Z]+(?:_[A-Z]+)*)`");

  static NodeFacts read() {
    Config given =
        ConfigFactory.parseFile(Project.path(RESOURCES + "troupe-node.conf").toFile())
            .withFallback(
                ConfigFactory.parseFile(Project.path(RESOURCES + "reference.conf").toFile()))
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve(ConfigResolveOptions.noSystem().setAllowUnresolved(true));
    Config management = given.getConfig("pekko.management");
    String discovery = "cluster.bootstrap.contact-point-discovery.";
    return new NodeFacts(
        given.getInt("troupe.http.port"),
        given.getInt("troupe.node.management-port"),
        given.getInt("troupe.node.remoting-port"),
        management.getString(discovery + "port-name"),
        given
            .getString("pekko.discovery.kubernetes-api.pod-label-selector")
            .formatted(management.getString(discovery + "service-name")),
        shutdown(given.getConfig("pekko.coordinated-shutdown")),
        management.getDuration("health-checks.check-timeout"),
        management.getInt(discovery + "required-contact-point-nr"),
        knownVariables());
  }

  private static Duration shutdown(Config shutdown) {
    Duration other = shutdown.getDuration("default-phase-timeout");
    return shutdown.getObject("phases").keySet().stream()
        .map(phase -> "phases." + phase + ".timeout")
        .map(timeout -> shutdown.hasPath(timeout) ? shutdown.getDuration(timeout) : other)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The page has all that the code reads; a test of it says so. */
  private static Set<String> knownVariables() {
    Set<String> variables = new TreeSet<>();
    Matcher each = VARIABLE.matcher(Project.read("docs/reference/configuration.md"));
    while (each.find()) {
      variables.add(each.group(1));
    }
    return variables;
  }
}
