package dev.troupe.k8s.manifests;

import io.fabric8.autoscaling.api.model.v1.VerticalPodAutoscaler;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what one object names in another is there: labels, names, ports, mounts. */
final class Wiring {
  /** A pod that is there only while a certificate is asked for. */
  private static final Map<String, String> OF_CERT_MANAGER =
      Map.of("acme.cert-manager.io/http01-solver", "true");

  private final Manifests manifests;
  private final Findings found = new Findings();

  private Wiring(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> in(Manifests manifests) {
    Wiring wiring = new Wiring(manifests);
    manifests.pods().forEach(wiring::pod);
    wiring.selectors();
    wiring.services();
    wiring.scaling();
    wiring.bindings();
    return wiring.found.all();
  }

  private void pod(String where, PodTemplateSpec pod) {
    Set<String> volumes =
        pod.getSpec().getVolumes().stream().map(each -> each.getName()).collect(Collectors.toSet());
    if (where.startsWith("StatefulSet/")) {
      manifests
          .get(StatefulSet.class, where.substring(where.indexOf('/') + 1))
          .getSpec()
          .getVolumeClaimTemplates()
          .forEach(claim -> volumes.add(claim.getMetadata().getName()));
    }
    pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getConfigMap() != null)
        .forEach(volume -> configMap(where, volume.getConfigMap().getName()));
    String account = pod.getSpec().getServiceAccountName();
    found.check(
        account == null || manifests.find(ServiceAccount.class, account).isPresent(),
        "%s: there is no service account '%s'".formatted(where, account));
    for (Container container : pod.getSpec().getContainers()) {
      container
          .getVolumeMounts()
          .forEach(mount ->
              found.check(
                  volumes.contains(mount.getName()),
                  "%s: there is no volume '%s'".formatted(where, mount.getName())));
      container.getEnvFrom().stream()
          .filter(from -> from.getConfigMapRef() != null)
          .forEach(from -> configMap(where, from.getConfigMapRef().getName()));
      Set<String> ports =
          container.getPorts().stream().map(ContainerPort::getName).collect(Collectors.toSet());
      java.util.stream.Stream.of(
              container.getStartupProbe(),
              container.getLivenessProbe(),
              container.getReadinessProbe())
          .filter(probe -> probe != null && probe.getHttpGet() != null)
          .map(probe -> probe.getHttpGet().getPort().getStrVal())
          .forEach(port ->
              found.check(
                  ports.contains(port),
                  "%s: a probe asks port '%s', which it has not".formatted(where, port)));
    }
  }

  private void configMap(String where, String name) {
    found.check(
        manifests.find(ConfigMap.class, name).isPresent(),
        "%s: there is no config map '%s'".formatted(where, name));
  }

  private void selectors() {
    for (Deployment each : manifests.of(Deployment.class)) {
      selects(
          "Deployment",
          each.getSpec().getSelector().getMatchLabels(),
          each.getSpec().getTemplate());
      each.getSpec()
          .getTemplate()
          .getSpec()
          .getTopologySpreadConstraints()
          .forEach(spread ->
              selects(
                  "a topology spread",
                  spread.getLabelSelector().getMatchLabels(),
                  each.getSpec().getTemplate()));
    }
    for (StatefulSet each : manifests.of(StatefulSet.class)) {
      selects(
          "StatefulSet",
          each.getSpec().getSelector().getMatchLabels(),
          each.getSpec().getTemplate());
      String service = each.getSpec().getServiceName();
      found.check(
          manifests.find(Service.class, service).isPresent(),
          "StatefulSet: there is no service '%s'".formatted(service));
    }
    manifests
        .of(PodDisruptionBudget.class)
        .forEach(each ->
            selectsSome("PodDisruptionBudget", each.getSpec().getSelector().getMatchLabels()));
    manifests.of(NetworkPolicy.class).stream()
        .map(each -> each.getSpec().getPodSelector().getMatchLabels())
        .filter(selector -> !selector.equals(OF_CERT_MANAGER))
        .forEach(selector -> selectsSome("NetworkPolicy", selector));
  }

  private void selects(String what, Map<String, String> selector, PodTemplateSpec pod) {
    found.check(
        !selector.isEmpty() && has(pod, selector),
        "%s selects '%s', and its pods are not that".formatted(what, selector));
  }

  private void selectsSome(String what, Map<String, String> selector) {
    found.check(
        !selected(selector).isEmpty(),
        "%s selects '%s', which no pod is".formatted(what, selector));
  }

  private List<PodTemplateSpec> selected(Map<String, String> selector) {
    return manifests.pods().values().stream().filter(pod -> has(pod, selector)).toList();
  }

  private static boolean has(PodTemplateSpec pod, Map<String, String> selector) {
    return pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
  }

  private void services() {
    for (Service service : manifests.of(Service.class)) {
      String name = service.getMetadata().getName();
      selectsSome("Service " + name, service.getSpec().getSelector());
      Set<String> ports =
          selected(service.getSpec().getSelector()).stream()
              .flatMap(pod -> pod.getSpec().getContainers().stream())
              .flatMap(container -> container.getPorts().stream())
              .map(ContainerPort::getName)
              .collect(Collectors.toSet());
      for (ServicePort port : service.getSpec().getPorts()) {
        String target = port.getTargetPort().getStrVal();
        found.check(
            ports.contains(target),
            "Service %s: its pods have no port '%s'".formatted(name, target));
      }
    }
    for (ServiceMonitor monitor : manifests.of(ServiceMonitor.class)) {
      Map<String, String> selector = monitor.getSpec().getSelector().getMatchLabels();
      Set<String> ports =
          manifests.of(Service.class).stream()
              .filter(service ->
                  service.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
              .flatMap(service -> service.getSpec().getPorts().stream())
              .map(ServicePort::getName)
              .collect(Collectors.toSet());
      monitor
          .getSpec()
          .getEndpoints()
          .forEach(endpoint ->
              found.check(
                  ports.contains(endpoint.getPort()),
                  "ServiceMonitor: no service of '%s' has port '%s'"
                      .formatted(selector, endpoint.getPort())));
    }
  }

  private void scaling() {
    manifests
        .of(HorizontalPodAutoscaler.class)
        .forEach(each ->
            target("HorizontalPodAutoscaler", each.getSpec().getScaleTargetRef().getName()));
    manifests
        .of(VerticalPodAutoscaler.class)
        .forEach(each -> target("VerticalPodAutoscaler", each.getSpec().getTargetRef().getName()));
  }

  private void target(String what, String name) {
    found.check(
        manifests.find(Deployment.class, name).isPresent(),
        "%s: there is no deployment '%s'".formatted(what, name));
  }

  private void bindings() {
    for (RoleBinding binding : manifests.of(RoleBinding.class)) {
      String name = binding.getMetadata().getName();
      if (binding.getRoleRef().getKind().equals("Role")) {
        found.check(
            manifests.find(Role.class, binding.getRoleRef().getName()).isPresent(),
            "RoleBinding %s: there is no role '%s'"
                .formatted(name, binding.getRoleRef().getName()));
      }
      binding.getSubjects().stream()
          .filter(subject -> subject.getKind().equals("ServiceAccount"))
          .forEach(subject ->
              found.check(
                  manifests.of(ServiceAccount.class).stream()
                      .anyMatch(account ->
                          account.getMetadata().getName().equals(subject.getName())
                              && java.util.Objects.equals(
                                  account.getMetadata().getNamespace(), subject.getNamespace())),
                  "RoleBinding %s: there is no service account '%s' in namespace '%s'"
                      .formatted(name, subject.getName(), subject.getNamespace())));
    }
  }
}
