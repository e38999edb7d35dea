package dev.troupe.k8s.manifests;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What pods may do with the Kubernetes API, as one line per right: {@code get pods}, or {@code get
 * leases.coordination.k8s.io troupe-tenants} where it is of one name.
 */
final class Rights {
  private Rights() {}

  /** What the nodes may do. */
  static Set<String> ofNodes(Manifests manifests) {
    Set<String> rights = new TreeSet<>();
    for (RoleBinding binding : manifests.of(RoleBinding.class)) {
      if (binding.getSubjects().stream().anyMatch(Rights::isNodes)) {
        if (!binding.getRoleRef().getKind().equals("Role")) {
          rights.add("all of " + binding.getRoleRef().getName());
        } else {
          manifests
              .get(Role.class, binding.getRoleRef().getName())
              .getRules()
              .forEach(rule -> rights.addAll(lines(rule)));
        }
      }
    }
    return rights;
  }

  /** Who gets rights beside the nodes, and which role. */
  static Map<String, List<String>> ofOthers(Manifests manifests) {
    Map<String, List<String>> others = new java.util.TreeMap<>();
    for (RoleBinding binding : manifests.of(RoleBinding.class)) {
      List<String> subjects =
          binding.getSubjects().stream()
              .filter(subject -> !isNodes(subject))
              .map(subject -> subject.getKind() + " " + subject.getName())
              .toList();
      if (!subjects.isEmpty()) {
        others.put(binding.getRoleRef().getName(), subjects);
      }
    }
    return others;
  }

  /** Which accounts hand out a token by themselves. */
  static List<String> accountsWithTokens(Manifests manifests) {
    return manifests.of(ServiceAccount.class).stream()
        .filter(account -> !Boolean.FALSE.equals(account.getAutomountServiceAccountToken()))
        .map(account -> account.getMetadata().getName())
        .toList();
  }

  private static boolean isNodes(Subject subject) {
    return subject.getKind().equals("ServiceAccount") && subject.getName().equals("troupe");
  }

  private static Set<String> lines(PolicyRule rule) {
    Set<String> lines = new TreeSet<>();
    for (String group : rule.getApiGroups()) {
      for (String resource : rule.getResources()) {
        for (String verb : rule.getVerbs()) {
          String right = verb + " " + resource + (group.isEmpty() ? "" : "." + group);
          if (rule.getResourceNames().isEmpty()) {
            lines.add(right);
          }
          rule.getResourceNames().forEach(name -> lines.add(right + " " + name));
        }
      }
    }
    return lines;
  }
}
