package dev.troupe.http.operator;

import com.typesafe.config.Config;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.tenants.Admission;
import dev.troupe.tenants.DefaultLimits;
import dev.troupe.tenants.Limit;
import dev.troupe.tenants.TenantLimits;
import java.time.Duration;

/**
 * How often those of a tenant may change its grants at this node: each change is a row of the audit
 * and an event that every node hears of, and neither may be theirs to fill. Thread-safe.
 */
final class GrantPace {
  private static final String SETTING = "troupe.http.grant-changes-per-second";
  private static final Duration SOON = Duration.ofSeconds(1);

  private final long rate;
  private final Admission admission;

  private GrantPace(long rate) {
    this.rate = rate;
    this.admission =
        new Admission(
            new DefaultLimits(limit -> limit == Limit.COMMANDS_PER_SECOND ? rate : limit.most()),
            Integer.MAX_VALUE,
            () -> 1,
            System::nanoTime);
  }

  /** The pace that the settings say. */
  static GrantPace of(Config config) {
    return new GrantPace(config.getLong(SETTING));
  }

  /**
   * Lets one change of this tenant through.
   *
   * @throws Throttled if it had as many as it may
   */
  void take(TenantId tenant) {
    try {
      admission.enter(tenant, TenantLimits.NONE).close();
    } catch (Throttled e) {
      throw new Throttled("tenant " + tenant, SETTING, rate, e.retryAfter().orElse(SOON));
    }
  }
}
