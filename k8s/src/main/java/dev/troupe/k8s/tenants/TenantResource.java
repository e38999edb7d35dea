package dev.troupe.k8s.tenants;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource of kind {@code Tenant}, as the API has it.
 *
 * <p>Not read into classes of its own: one that does not fit them would end the watch of all.
 *
 * @param uid another one for each resource of the same name
 * @param generation grows with each change of the spec
 */
record TenantResource(
    String namespace,
    String name,
    String uid,
    long generation,
    Map<String, Object> spec,
    Map<String, Object> status) {

  /** What the API calls them. */
  static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("troupe.dev")
          .withVersion("v1")
          .withKind("Tenant")
          .withPlural("tenants")
          .withNamespaced(true)
          .build();

  /** The name of its type. */
  static final String TYPE = KIND.getPlural() + "." + KIND.getGroup();

  static TenantResource of(GenericKubernetesResource resource) {
    var metadata = resource.getMetadata();
    Long generation = metadata.getGeneration();
    return new TenantResource(
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        generation == null ? 0 : generation,
        part(resource, "spec"),
        part(resource, "status"));
  }

  private static Map<String, Object> part(GenericKubernetesResource resource, String name) {
    return fields(resource.getAdditionalProperties().get(name));
  }

  /** The fields of an object of JSON, none if it is something else. */
  static Map<String, Object> fields(@Nullable Object json) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> object) {
      object.forEach((field, value) -> {
        if (value != null) {
          fields.put(String.valueOf(field), value);
        }
      });
    }
    return fields;
  }

  /** Who changes the tenant because of it, for the record. */
  String who() {
    return "kubernetes:%s/%s".formatted(namespace, name);
  }

  /** The id of a step from this version of the tenant. */
  String idOf(TenantStep step, long version) {
    return "k8s:%s:%d:%d:%s".formatted(uid, generation, version, step.verb());
  }
}
