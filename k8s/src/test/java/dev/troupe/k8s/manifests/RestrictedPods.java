package dev.troupe.k8s.manifests;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The controls of the Pod Security Standard "restricted", which has those of "baseline" in it, one
 * by one as https://kubernetes.io/docs/concepts/security/pod-security-standards/ lists them; and
 * what we ask beyond: a root file system that nobody writes to.
 */
final class RestrictedPods {
  private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
  private static final Set<String> SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range");

  private final String where;
  private final PodSpec pod;
  private final Findings found = new Findings();

  private RestrictedPods(String where, PodSpec pod) {
    this.where = where;
    this.pod = pod;
  }

  static List<String> in(Manifests manifests) {
    return manifests.pods().entrySet().stream()
        .flatMap(
            each -> new RestrictedPods(each.getKey(), each.getValue().getSpec()).all().stream())
        .toList();
  }

  private List<String> all() {
    host();
    PodSecurityContext context =
        Objects.requireNonNullElseGet(pod.getSecurityContext(), PodSecurityContext::new);
    found.check(
        context.getSysctls().stream().allMatch(each -> SYSCTLS.contains(each.getName())),
        where + ": sysctls beyond the safe ones");
    found.check(context.getSeLinuxOptions() == null, where + ": seLinuxOptions");
    found.check(context.getWindowsOptions() == null, where + ": windowsOptions");
    for (Volume volume : pod.getVolumes()) {
      found.check(
          isOfAnAllowedType(volume),
          where + ": volume '%s' of a type that is not allowed".formatted(volume.getName()));
    }
    Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .forEach(container -> container(context, container));
    found.check(pod.getEphemeralContainers().isEmpty(), where + ": ephemeral containers");
    return found.all();
  }

  private void host() {
    found.check(!isTrue(pod.getHostNetwork()), where + ": hostNetwork");
    found.check(!isTrue(pod.getHostPID()), where + ": hostPID");
    found.check(!isTrue(pod.getHostIPC()), where + ": hostIPC");
  }

  private void container(PodSecurityContext pods, Container container) {
    String name = container.getName();
    SecurityContext own =
        Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
    found.check(!isTrue(own.getPrivileged()), where + ": '%s' is privileged".formatted(name));
    found.check(
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        where + ": '%s' may escalate its privileges".formatted(name));
    capabilities(name, own.getCapabilities());
    found.check(
        own.getProcMount() == null || own.getProcMount().equals("Default"),
        where + ": '%s' has a procMount".formatted(name));
    found.check(
        own.getSeLinuxOptions() == null, where + ": '%s' has seLinuxOptions".formatted(name));
    found.check(
        own.getWindowsOptions() == null, where + ": '%s' has windowsOptions".formatted(name));
    found.check(
        own.getAppArmorProfile() == null,
        where + ": '%s' has an AppArmor profile of its own".formatted(name));
    Boolean nonRoot =
        own.getRunAsNonRoot() == null ? pods.getRunAsNonRoot() : own.getRunAsNonRoot();
    found.check(isTrue(nonRoot), where + ": '%s' may run as root".formatted(name));
    found.check(
        !isZero(own.getRunAsUser()) && !isZero(pods.getRunAsUser()),
        where + ": '%s' runs as user 0".formatted(name));
    SeccompProfile profile =
        own.getSeccompProfile() == null ? pods.getSeccompProfile() : own.getSeccompProfile();
    found.check(
        profile != null && PROFILES.contains(profile.getType()),
        where + ": '%s' has no seccomp profile that is allowed".formatted(name));
    found.check(
        isTrue(own.getReadOnlyRootFilesystem()),
        where + ": '%s' may write to its root file system".formatted(name));
    for (ContainerPort port : container.getPorts()) {
      found.check(
          port.getHostPort() == null || port.getHostPort() == 0,
          where + ": '%s' takes a port of the host".formatted(name));
    }
    Stream.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())
        .forEach(probe ->
            found.check(
                !asksAnotherHost(probe),
                where + ": '%s' has a probe of another host".formatted(name)));
  }

  private void capabilities(String name, @Nullable Capabilities capabilities) {
    found.check(
        capabilities != null && capabilities.getDrop().contains("ALL"),
        where + ": '%s' does not drop ALL capabilities".formatted(name));
    found.check(
        capabilities == null || Set.of("NET_BIND_SERVICE").containsAll(capabilities.getAdd()),
        where + ": '%s' adds capabilities".formatted(name));
  }

  private static boolean isOfAnAllowedType(Volume volume) {
    return Stream.of(
            volume.getConfigMap(),
            volume.getCsi(),
            volume.getDownwardAPI(),
            volume.getEmptyDir(),
            volume.getEphemeral(),
            volume.getPersistentVolumeClaim(),
            volume.getProjected(),
            volume.getSecret())
        .anyMatch(Objects::nonNull);
  }

  private static boolean asksAnotherHost(@Nullable Probe probe) {
    return probe != null
        && ((probe.getHttpGet() != null && probe.getHttpGet().getHost() != null)
            || (probe.getTcpSocket() != null && probe.getTcpSocket().getHost() != null));
  }

  private static boolean isTrue(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static boolean isZero(@Nullable Long value) {
    return value != null && value == 0;
  }
}
