package dev.troupe.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final Finding.Asked PODS =
      new Finding.Asked("kubernetes-api", "shop", "app=shop", "management", 2);
  private static final Finding.Asked NAMES =
      new Finding.Asked("pekko-dns", "shop.local", "app=shop.local", "management", 2);

  @Test
  void whoMayNotListPodsIsToldWhichVerbIsMissing() {
    assertThat(new Finding.Failed("Forbidden when communicating").sentence(PODS))
        .contains("Role with the verb 'list' on 'pods'");
  }

  @Test
  void whoIsNotBelievedIsToldOfTheToken() {
    assertThat(new Finding.Failed("Non-200 from server: 401 Unauthorized").sentence(PODS))
        .contains("automountServiceAccountToken");
  }

  @Test
  void whoHasNoAccountIsToldToMountItOrToListTheNodes() {
    assertThat(new Finding.Failed(Finding.Failed.NO_FILE + "'/account/ca.crt'").sentence(PODS))
        .contains("'/account/ca.crt'")
        .contains("automountServiceAccountToken")
        .contains("TROUPE_CONTACT_POINTS");
  }

  @Test
  void whoIsNoPodIsToldOfTheOtherWays() {
    assertThat(new Finding.Failed("check Kubernetes environment (..)").sentence(PODS))
        .contains("TROUPE_CONTACT_POINTS")
        .contains("TROUPE_DISCOVERY");
  }

  @Test
  void ofAnEmptyListTheLabelAndThePortAreNamed() {
    Finding none = new Finding.Found(List.of());
    assertThat(none.isEnough(PODS)).isFalse();
    assertThat(none.sentence(PODS)).contains("'app=shop'").contains("'management'");
    assertThat(none.sentence(NAMES)).contains("'shop.local'").contains("TROUPE_SERVICE_NAME");
  }

  @Test
  void tooFewAreCounted() {
    Finding one = new Finding.Found(List.of("10.0.0.1:7626"));
    assertThat(one.isEnough(PODS)).isFalse();
    assertThat(one.sentence(PODS))
        .contains("'1' node of the '2' that are required, [10.0.0.1:7626]")
        .contains("TROUPE_REQUIRED_CONTACT_POINTS");
  }

  @Test
  void enoughAreNamed() {
    Finding two = new Finding.Found(List.of("10.0.0.1:7626", "10.0.0.2:7626"));
    assertThat(two.isEnough(PODS)).isTrue();
    assertThat(two.sentence(PODS))
        .isEqualTo("discovery by 'kubernetes-api' found '2' nodes, [10.0.0.1:7626, 10.0.0.2:7626]");
  }

  @Test
  void aFailureOfAnotherDiscoveryIsSaidAsItIs() {
    assertThat(new Finding.Failed("no such host").sentence(NAMES))
        .isEqualTo("discovery by 'pekko-dns' failed: no such host");
  }
}
