package dev.troupe.k8s.manifests;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether what is secret is in files of a secret alone: not in a config map, a variable, or here.
 */
final class Secrecy {
  /** What a variable is called that holds something secret, and not the name of a file with it. */
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(password|passwd|secret|token|credential|private.?key)");

  private static final Pattern SECRET_VALUE =
      Pattern.compile("(?i)-----BEGIN [A-Z ]*PRIVATE KEY|[?&]password=|://[^/\\s:@]+:[^/\\s@]+@");

  /** The variables that name a file with a secret in it. */
  private static final Pattern FILE_NAME =
      Pattern.compile("TROUPE_(?:.*_FILE|CERTIFICATE_KEY|TLS_DIRECTORY)");

  private final List<String> found = new ArrayList<>();

  private Secrecy() {}

  static List<String> in(Manifests manifests) {
    Secrecy secrecy = new Secrecy();
    manifests
        .of(Secret.class)
        .forEach(each ->
            secrecy.found.add(
                "Secret/%s is among the manifests".formatted(each.getMetadata().getName())));
    manifests
        .of(ConfigMap.class)
        .forEach(
            each -> secrecy.values("ConfigMap/" + each.getMetadata().getName(), each.getData()));
    manifests.pods().forEach((where, pod) -> secrecy.pod(manifests, where, pod));
    return secrecy.found;
  }

  private void values(String where, Map<String, String> values) {
    values.forEach((name, value) -> {
      if (SECRET_NAME.matcher(name).matches() || SECRET_VALUE.matcher(value).find()) {
        found.add("%s: '%s' holds a secret".formatted(where, name));
      }
    });
  }

  private void pod(Manifests manifests, String where, PodTemplateSpec pod) {
    for (Container container : pod.getSpec().getContainers()) {
      Map<String, String> variables = FitsTheApp.variables(manifests, container);
      values(where, variables);
      container.getEnv().stream()
          .filter(
              each -> each.getValueFrom() != null && each.getValueFrom().getSecretKeyRef() != null)
          .map(EnvVar::getName)
          .forEach(name -> found.add("%s: '%s' is a secret in a variable".formatted(where, name)));
      if (container.getEnvFrom().stream().anyMatch(from -> from.getSecretRef() != null)) {
        found.add("%s: a secret becomes variables".formatted(where));
      }
      Set<String> folders = foldersOfSecrets(pod, container);
      variables.forEach((name, value) -> {
        if (FILE_NAME.matcher(name).matches()
            && folders.stream().noneMatch(folder -> (value + "/").startsWith(folder + "/"))) {
          found.add("%s: '%s' is '%s', which is in no secret".formatted(where, name, value));
        }
      });
    }
  }

  private static Set<String> foldersOfSecrets(PodTemplateSpec pod, Container container) {
    Set<String> volumes =
        pod.getSpec().getVolumes().stream()
            .filter(volume -> Objects.nonNull(volume.getSecret()))
            .map(Volume::getName)
            .collect(Collectors.toSet());
    return container.getVolumeMounts().stream()
        .filter(mount -> volumes.contains(mount.getName()))
        .map(mount -> mount.getMountPath())
        .collect(Collectors.toSet());
  }
}
