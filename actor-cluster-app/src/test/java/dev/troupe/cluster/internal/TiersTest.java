package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which tenants have nodes of their own. */
class TiersTest {
  private static Tiers tiers(String text) {
    return Tiers.of(ConfigFactory.parseString(Tiers.SETTING + " { " + text + " }"));
  }

  private final Tiers tiers = tiers("gold = \"acme, globex\", very-large = hooli");

  @Test
  void aTenantsShardsAreThoseOfItsTier() {
    assertThat(tiers.shardOf("acme:a-1", "7")).isEqualTo("gold-7");
    assertThat(tiers.shardOf("hooli:globex:1", "7")).isEqualTo("very-large-7");
    assertThat(tiers.shardOf("initech:a-1", "7")).isEqualTo("7");
    assertThat(tiers("").shardOf("acme:a-1", "7")).isEqualTo("7");
  }

  @Test
  void aShardFitsTheNodesOfItsTierAndNoOthers() {
    assertThat(tiers.fits("gold-7", Set.of("gold", "dc-default"))).isTrue();
    assertThat(tiers.fits("gold-7", Set.of("very-large"))).isFalse();
    assertThat(tiers.fits("very-large-7", Set.of("very-large"))).isTrue();
    assertThat(tiers.fits("7", Set.of("dc-default"))).isTrue();
    assertThat(tiers.fits("7", Set.of("gold"))).isFalse();
  }

  @Test
  void aTenantInTwoTiersOrWithoutANameIsRefused() {
    assertThatThrownBy(() -> tiers("gold = acme, silver = \"globex,acme\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tenant 'acme' is in");
    assertThatThrownBy(() -> tiers("gold = \"acme,\""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nodesWithOtherTiersAreToldApart() {
    assertThat(tiers("gold = \"acme,globex\"").text())
        .isEqualTo(tiers("gold = \"globex, acme\"").text())
        .isNotEqualTo(tiers("gold = acme").text());
    assertThat(tiers("").text()).isEmpty();
  }
}
