package dev.troupe.http.operator;

import dev.troupe.cluster.LogLevels;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.By;
import dev.troupe.tenants.TenantGrants;
import dev.troupe.tenants.TenantLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bodies that operators send; each checks itself, and says why for the record. */
sealed interface Requested {
  /** 1 to 500 characters. */
  String why();

  private static void requireReason(String why) {
    By checked = new By("anyone", why);
    if (checked.why().chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("'why' must be one line without control characters");
    }
  }

  /** {@code {"why": "contract 17 ended"}}. */
  record Plain(String why) implements Requested {
    public Plain {
      requireReason(why);
    }
  }

  /** {@code {"limits": {"commands-per-second": 100}, "why": "…"}}. */
  record Limits(Map<String, Long> limits, String why) implements Requested {
    public Limits {
      limits = Map.copyOf(limits);
      TenantLimits.requireKnown(limits);
      requireReason(why);
    }
  }

  /** {@code {"tenant": "acme", "why": "…"}}, perhaps with limits. */
  record Creation(String tenant, Optional<Map<String, Long>> limits, String why)
      implements Requested {
    public Creation {
      TenantId.of(tenant);
      limits.ifPresent(TenantLimits::requireKnown);
      requireReason(why);
    }
  }

  /** {@code {"to": "globex", "scopes": ["account:get-balance"], "until": "…", "why": "…"}}. */
  record Access(String to, List<String> scopes, Instant until, String why) implements Requested {
    public Access {
      scopes = List.copyOf(scopes);
      TenantGrants.requireGrantable(to, scopes);
      requireReason(why);
    }
  }

  /** {@code {"level": "debug", "why": "…"}}. */
  record LogLevel(String level, String why) implements Requested {
    public LogLevel {
      level = LogLevels.level(level).name();
      requireReason(why);
    }
  }

  /** {@code {"to": "globex", "why": "…"}}. */
  record Revocation(String to, String why) implements Requested {
    public Revocation {
      TenantId.of(to);
      requireReason(why);
    }
  }
}
