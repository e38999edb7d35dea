package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.internal.OutboxSettings.Room;
import dev.troupe.persistence.postgres.OutboxWalk.Place;
import dev.troupe.persistence.postgres.OutboxWalk.Turn;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Place START = Place.before(64);
  private static final Place MIDDLE = new Place(70, "giver|acme:g-1");

  private final Slots slots = new Slots(new Room(100, 40, 1 << 20));
  private final Rounds rounds = new Rounds(64);

  private List<String> tenantsOf(List<Turn> turns) {
    return turns.stream().map(Turn::tenant).toList();
  }

  @Test
  void tenantsAreSearchedForUntilTheLastAndAgainIfItWasWokenMeanwhile() {
    assertThat(rounds.search()).isEmpty();
    rounds.woken();
    assertThat(rounds.search()).contains("");
    List<String> many = IntStream.range(0, Rounds.TENANTS).mapToObj("t-%03d"::formatted).toList();
    rounds.found(many);
    assertThat(rounds.search()).contains("t-063");
    rounds.woken();
    rounds.found(List.of("zeta"));
    assertThat(rounds.search()).contains("");
    rounds.found(List.of());
    assertThat(rounds.search()).isEmpty();
    assertThat(rounds.isOpen("zeta")).isTrue();
  }

  @Test
  void aTenantIsLookedThroughOnce() {
    rounds.reopen("acme");
    assertThat(rounds.turns(slots)).containsExactly(new Turn("acme", START, 2048, 40, 524288));
    assertThat(rounds.isOpen("acme")).isTrue();
    assertThat(rounds.turns(slots)).as("under way").isEmpty();
    rounds.taken(Map.of());
    assertThat(rounds.turns(slots)).isEmpty();
    assertThat(rounds.isOpen("acme")).isFalse();
  }

  @Test
  void oneThatWasCutOffGoesOnThereAfterAllOthers() {
    List.of("acme", "beta", "zeta").forEach(rounds::reopen);
    assertThat(tenantsOf(rounds.turns(slots))).containsExactly("acme", "beta", "zeta");
    rounds.reopen("late");
    rounds.taken(Map.of("acme", MIDDLE));
    List<Turn> next = rounds.turns(slots);
    assertThat(tenantsOf(next)).containsExactly("late", "acme");
    assertThat(next.getLast().after()).isEqualTo(MIDDLE);
    rounds.taken(Map.of());
    assertThat(rounds.turns(slots)).isEmpty();
  }

  @Test
  void whatIsNewWhileATurnIsTakenIsLookedForAfterIt() {
    rounds.reopen("acme");
    rounds.turns(slots);
    rounds.reopen("acme");
    rounds.taken(Map.of("acme", MIDDLE));
    assertThat(rounds.turns(slots).getFirst().after()).isEqualTo(MIDDLE);
    rounds.taken(Map.of());
    assertThat(rounds.turns(slots).getFirst().after()).isEqualTo(START);
    rounds.taken(Map.of());
    assertThat(rounds.turns(slots)).isEmpty();
  }

  @Test
  void aTurnThatFailedIsTakenAgain() {
    rounds.reopen("acme");
    rounds.turns(slots);
    rounds.taken(Map.of("acme", MIDDLE));
    rounds.turns(slots);
    rounds.reopen("acme");
    rounds.failed();
    assertThat(rounds.turns(slots).getFirst().after()).isEqualTo(MIDDLE);
    rounds.taken(Map.of());
    assertThat(rounds.turns(slots).getFirst().after()).isEqualTo(START);
  }

  @Test
  void theRoomIsSharedAndWhoHasNoneWaits() {
    for (int i = 0; i < 40; i++) {
      slots.take(OutboxSamples.message("acme", "g-" + i, "a", 1), 1);
    }
    List.of("acme", "beta", "zeta").forEach(rounds::reopen);
    List<Turn> turns = rounds.turns(slots);
    assertThat(tenantsOf(turns)).containsExactly("beta", "zeta");
    assertThat(turns).extracting(Turn::most).containsExactly(30, 30);
    assertThat(turns).extracting(Turn::steps).containsExactly(1024, 1024);
    rounds.taken(Map.of());
    assertThat(rounds.turns(slots)).as("acme has none yet").isEmpty();
    slots.free(OutboxSamples.message("acme", "g-1", "a", 1));
    assertThat(tenantsOf(rounds.turns(slots))).containsExactly("acme");
  }
}
