package dev.troupe.k8s.tenants;

import dev.troupe.k8s.tenants.TenantReconciler.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a resource is to say. The same verdict twice leads to the same status, so that
 * a status that is written does not lead to another.
 */
final class TenantReport {
  private final TenantResource resource;
  private final Verdict verdict;
  private final String now;

  private TenantReport(TenantResource resource, Verdict verdict, Instant now) {
    this.resource = resource;
    this.verdict = verdict;
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The whole new status, as JSON; empty if it is what the resource has already. */
  static Optional<String> of(TenantResource resource, Verdict verdict, Instant now) {
    String status = Serialization.asJson(new TenantReport(resource, verdict, now).status());
    return read(status).equals(read(Serialization.asJson(resource.status())))
        ? Optional.empty()
        : Optional.of(status);
  }

  /** Both sides from text: as objects, an Integer and a Long of the same value differ. */
  private static Object read(String json) {
    return Serialization.unmarshal(json, Map.class);
  }

  private Map<String, Object> status() {
    // What is not known now stays as it was.
    Map<String, Object> status = new TreeMap<>(resource.status());
    Outcome outcome = verdict.outcome();
    status.put("observedGeneration", resource.generation());
    verdict
        .tenant()
        .ifPresent(tenant -> {
          status.put("phase", tenant.phase().text());
          status.put("limits", new TreeMap<>(tenant.effective()));
          if (!tenant.certificate().isEmpty()) {
            status.put("certificate", tenant.certificate());
          }
        });
    status.put("conditions", List.of(served(), synced()));
    if (outcome.isError()) {
      status.put("lastError", lastError(outcome));
    }
    return status;
  }

  private Map<String, Object> synced() {
    Outcome outcome = verdict.outcome();
    return condition(
        "Synced", outcome.isReached() ? "True" : "False", outcome.reason(), outcome.message());
  }

  private Map<String, Object> served() {
    if (verdict.tenant().isEmpty()) {
      return condition("Served", "Unknown", "Unknown", "no node has said how the tenant is");
    }
    Phase phase = verdict.tenant().get().phase();
    return condition(
        "Served",
        phase == Phase.ACTIVE ? "True" : "False",
        phase.text(),
        switch (phase) {
          case ABSENT -> "there is no such tenant";
          case ACTIVE -> "the tenant's commands are done";
          case SUSPENDED -> "nothing is done for the tenant";
          case ERASING -> "the tenant's data are being deleted";
          case ERASED -> "the tenant's data are deleted";
        });
  }

  private Map<String, Object> condition(String type, String status, String reason, String message) {
    Map<String, Object> former = former(type);
    return new TreeMap<>(
        Map.of(
            "type",
            type,
            "status",
            status,
            "reason",
            reason,
            "message",
            message,
            "observedGeneration",
            resource.generation(),
            "lastTransitionTime",
            status.equals(former.get("status"))
                ? former.getOrDefault("lastTransitionTime", now)
                : now));
  }

  private Map<String, Object> former(String type) {
    @Nullable Object conditions = resource.status().get("conditions");
    if (conditions instanceof List<?> all) {
      for (Object each : all) {
        Map<String, Object> condition = TenantResource.fields(each);
        if (type.equals(condition.get("type"))) {
          return condition;
        }
      }
    }
    return Map.of();
  }

  private Map<String, Object> lastError(Outcome outcome) {
    Map<String, Object> former = TenantResource.fields(resource.status().get("lastError"));
    boolean isTheSame =
        outcome.reason().equals(former.get("reason"))
            && outcome.message().equals(former.get("message"));
    return new TreeMap<>(
        Map.of(
            "reason",
            outcome.reason(),
            "message",
            outcome.message(),
            "time",
            isTheSame ? former.getOrDefault("time", now) : now));
  }
}
