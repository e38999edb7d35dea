package dev.troupe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.gather.ManifestReader;
import dev.troupe.doctor.rules.Finding;
import dev.troupe.doctor.rules.Rules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All the ways in which the ports that nodes have for each other are open to others. */
class InnerPortsTest {
  private static final String PORTS = "/spec/template/spec/containers/0/ports";

  private static Facts with(String yaml) {
    Facts sound = Installation.isSound();
    return sound.withManifests(
        new ManifestFacts(
            Stream.of(sound.manifests().orElseThrow(), ManifestReader.parse("more", yaml))
                .map(ManifestFacts::all)
                .<Manifest>flatMap(List::stream)
                .toList()));
  }

  private static List<String> exposed(Facts facts) {
    return Rules.get("inner-port-exposed").findings(facts).stream().map(Finding::evidence).toList();
  }

  private static List<String> open(String spec) {
    Facts facts = with("kind: NetworkPolicy\nmetadata: {name: more}\nspec: " + spec);
    return Rules.get("network-open-to-all").findings(facts).stream()
        .map(Finding::evidence)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{defaultBackend: {service: {name: troupe-nodes, port: {number: 7626}}}}",
        "{defaultBackend: {service: {name: troupe-nodes, port: {name: management}}}}",
        "{rules: [{http: {paths: [{backend: {service: {name: troupe-nodes, port: {number: 7626}}}}]}}]}"
      })
  void anIngressToTheHeadlessServiceIsSeen(String spec) {
    assertThat(exposed(with("kind: Ingress\nmetadata: {name: more}\nspec: " + spec)))
        .singleElement()
        .asString()
        .startsWith("Ingress/more: service 'troupe-nodes', port '");
  }

  @Test
  void aPortOfTheMachineIsSeenAndThatForCallersIsNot() {
    assertThat(
            exposed(
                Installation.withObject(
                    "Deployment/troupe",
                    Installation.at(
                        PORTS,
                        "[{\"name\":\"management\",\"containerPort\":7626,\"hostPort\":7000},"
                            + "{\"name\":\"http\",\"containerPort\":8080,\"hostPort\":80}]"))))
        .containsExactly("Deployment/troupe: hostPort '7000'");
    assertThat(
            exposed(
                Installation.withObject(
                    "Deployment/troupe",
                    Installation.at("/spec/template/spec/hostNetwork", "true"))))
        .containsExactly("Deployment/troupe: hostNetwork");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{podSelector: {}, ingress: [{}]}",
        "{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}}]}]}",
        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {}}]}]}",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 7626}]}]}",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '::/0'}}], ports: [{port: remoting}]}]}",
        "{podSelector: {}, ingress: [{from: [{podSelector: {}}, {namespaceSelector: {}}]}]}",
        "{podSelector: {}, ingress: [{ports: [{port: 7000, endPort: 8000}]}]}",
        "{podSelector: {}, ingress: [{ports: [{protocol: TCP}]}]}",
        "{podSelector: {matchExpressions: [{key: app, operator: In, values: [troupe]}]}, ingress: [{}]}",
        "{podSelector: {matchExpressions: [{key: app, operator: Exists}]}, ingress: [{}]}"
      })
  void aPolicyThatMeansEverybodyIsSeen(String spec) {
    assertThat(open(spec)).singleElement().asString().startsWith("NetworkPolicy/more: a rule ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{podSelector: {}}",
        "{podSelector: {}, policyTypes: [Egress], ingress: [{}]}",
        "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}",
        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]}",
        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]}]}",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}",
        "{podSelector: {}, ingress: [{ports: [{port: 8080}, {port: 7626, protocol: UDP}]}]}",
        "{podSelector: {matchLabels: {app: other}}, ingress: [{}]}",
        "{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [troupe]}]}, ingress: [{}]}",
        "{podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}, ingress: [{}]}"
      })
  void aPolicyThatMeansSomeIsNot(String spec) {
    assertThat(open(spec)).isEmpty();
  }
}
