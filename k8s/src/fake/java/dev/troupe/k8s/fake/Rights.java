package dev.troupe.k8s.fake;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a role lets one do in one namespace, and what of it was used. Thread-safe. */
final class Rights {
  private static final Pattern PATH =
      Pattern.compile(
          "/apis/([^/]+)/[^/]+/namespaces/([^/]+)/([^/?]+)(?:/([^/?]+))?(/[^?]+)?(\\?.*)?");

  private final Role role;
  private final String namespace;
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  /** What a request asks for, in the words of RBAC. */
  private record Asked(String group, String resource, String name, String verb) {
    private boolean isIn(PolicyRule rule) {
      return rule.getApiGroups().contains(group)
          && rule.getResources().contains(resource)
          && rule.getVerbs().contains(verb)
          && (rule.getResourceNames().isEmpty() || rule.getResourceNames().contains(name));
    }
  }

  Rights(Role role, String namespace) {
    this.role = role;
    this.namespace = namespace;
  }

  boolean allow(RecordedRequest request) {
    Matcher path = PATH.matcher(request.getPath());
    if (!path.matches() || !path.group(2).equals(namespace)) {
      return false;
    }
    String name = path.group(4) == null ? "" : path.group(4);
    String part = path.group(5) == null ? "" : path.group(5);
    String query = path.group(6) == null ? "" : path.group(6);
    Asked asked =
        new Asked(
            path.group(1), path.group(3) + part, name, verb(request.getMethod(), name, query));
    boolean isAllowed = role.getRules().stream().anyMatch(asked::isIn);
    if (isAllowed) {
      used.add(asked.resource() + " " + asked.verb());
    }
    return isAllowed;
  }

  private static String verb(String method, String name, String query) {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> query.contains("watch=true") ? "watch" : name.isEmpty() ? "list" : "get";
    };
  }

  /** What was done, as {@code resource verb}. */
  Set<String> used() {
    return Set.copyOf(used);
  }

  /** What nobody did yet although it is allowed, as {@code resource verb}. */
  List<String> unused() {
    return role.getRules().stream()
        .flatMap(rule ->
            rule.getResources().stream()
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> resource + " " + verb)))
        .filter(right -> !used.contains(right))
        .toList();
  }
}
