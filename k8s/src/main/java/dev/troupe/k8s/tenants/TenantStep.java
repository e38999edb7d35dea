package dev.troupe.k8s.tenants;

import java.util.Map;

/** One change on the way from what a tenant is to what its resource says. */
public sealed interface TenantStep {

  /** What it is called in the audit, as operators call it. */
  String verb();

  /** The tenant is made, with these limits of its own. */
  record Create(Map<String, Long> limits) implements TenantStep {
    /** Keeps the map from being changed later. */
    public Create {
      limits = Map.copyOf(limits);
    }

    @Override
    public String verb() {
      return "create";
    }
  }

  /** Some limits are others from now on. */
  record ChangeLimits(Map<String, Long> limits) implements TenantStep {
    /** Keeps the map from being changed later. */
    public ChangeLimits {
      limits = Map.copyOf(limits);
    }

    @Override
    public String verb() {
      return "limits";
    }
  }

  /** It is not served from now on. */
  record Suspend() implements TenantStep {
    @Override
    public String verb() {
      return "suspend";
    }
  }

  /** It is served again. */
  record Resume() implements TenantStep {
    @Override
    public String verb() {
      return "resume";
    }
  }

  /** Its data are deleted, for good. */
  record Erase() implements TenantStep {
    @Override
    public String verb() {
      return "erase";
    }
  }
}
