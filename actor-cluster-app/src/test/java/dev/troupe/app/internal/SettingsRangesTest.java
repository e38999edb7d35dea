package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.internal.ErasureSettings;
import dev.troupe.cluster.internal.OutboxSettings;
import dev.troupe.cluster.internal.ReminderSettings;
import dev.troupe.http.HttpSettings;
import dev.troupe.k8s.tenants.TenantResourcesSettings;
import dev.troupe.persistence.EntitySettings;
import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.persistence.postgres.feed.ProjectionSettings;
import dev.troupe.persistence.postgres.internal.journal.ReadSettings;
import dev.troupe.settings.Allowed;
import dev.troupe.settings.KnownSettings;
import dev.troupe.settings.Setting;
import dev.troupe.tenants.Limit;
import dev.troupe.tenants.keys.KeyCacheSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is declared as allowed is not refused by who reads it. */
class SettingsRangesTest {
  private static final KnownSettings KNOWN = KnownSettings.ofLibraries();

  private static Object value(Allowed allowed, long amount) {
    return switch (allowed.kind()) {
      case DURATION -> amount + "ns";
      default -> amount;
    };
  }

  private static boolean hasBounds(Allowed allowed) {
    return switch (allowed.kind()) {
      case DURATION, SIZE, NUMBER -> true;
      default -> false;
    };
  }

  private static Config with(Function<Allowed, Long> amount, boolean alsoOpen) {
    Map<String, Object> values = new HashMap<>();
    for (Setting each : KNOWN.all()) {
      Allowed allowed = each.allowed();
      if (hasBounds(allowed) && (alsoOpen || allowed.range().contains(" to "))) {
        values.put(each.key(), value(allowed, amount.apply(allowed)));
      }
    }
    Config given = ConfigFactory.parseMap(values);
    return NodeConfig.examined(
        Map.of(), given.withFallback(ExaminedSettings.database(Map.of())), ConfigFactory.empty());
  }

  private static void assertAllAreRead(Config config) {
    assertThat(KNOWN.findings(config)).isEmpty();
    assertThatCode(
            () -> {
              EntitySettings.of(config);
              JournalSettings.of(config);
              ReadSettings.of(config);
              ProjectionSettings.of(config);
              OutboxSettings.of(config);
              ReminderSettings.of(config);
              ErasureSettings.of(config);
              EvolutionSettings.of(config);
              HttpSettings.of(config);
              assertThat(
                      new KeyCacheSettings(
                          config.getInt("troupe.encryption.cache.entries"),
                          config.getDuration("troupe.encryption.cache.age"),
                          config.getDuration("troupe.encryption.cache.retry")))
                  .isNotNull();
              TenantResourcesSettings.of(
                  config.getConfig("troupe.kubernetes.tenants"), "it", Duration.ofSeconds(1));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void theSmallestValuesAreTakenByWhoReadsThem() {
    assertAllAreRead(with(Allowed::least, true));
  }

  @Test
  void theLargestValuesAreTakenByWhoReadsThem() {
    assertAllAreRead(with(Allowed::most, false));
  }

  @Test
  void theLimitsOfTenantsAreDeclaredAsTheyAre() {
    for (Limit limit : Limit.values()) {
      assertThat(KNOWN.all())
          .filteredOn(each -> each.key().equals(limit.setting()))
          .singleElement()
          .satisfies(each -> {
            assertThat(each.allowed().least()).isEqualTo(limit.least());
            assertThat(each.allowed().most()).isEqualTo(limit.most());
          });
    }
  }
}
