package dev.troupe.cluster.internal;

import static dev.troupe.cluster.internal.OutboxSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.internal.OutboxSettings.Room;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static List<Waiting> fill(Slots slots, String tenant, int bytes) {
    List<Waiting> taken = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Waiting next = message(tenant, "g-" + i, "a-" + i, bytes);
      if (slots.mayTake(next)) {
        slots.take(next, 1);
        taken.add(next);
      }
    }
    return taken;
  }

  @Test
  void aTenantThatTakesAllItCanLeavesHalf() {
    Slots slots = new Slots(new Room(100, 1000, 1 << 20));
    assertThat(slots.freeFor("acme")).isEqualTo(50);
    assertThat(fill(slots, "acme", 1)).hasSize(50);
    assertThat(slots.freeFor("acme")).isZero();
    assertThat(slots.freeFor("beta")).isEqualTo(25);
    assertThat(fill(slots, "beta", 1)).hasSize(25);
  }

  @Test
  void howeverManyTenantsHoldAllTheyMayThereIsRoomForOneMore() {
    Slots slots = new Slots(new Room(400, 100, 1 << 30));
    for (int i = 0; i < 8; i++) {
      fill(slots, "tenant-" + i, 1);
    }
    assertThat(slots.freeFor("acme")).isPositive();
    assertThat(slots.mayTake(message("acme", "g", "a", 1))).isTrue();
  }

  @Test
  void bytesAreSharedAsMessagesAre() {
    Slots slots = new Slots(new Room(100, 1000, 1 << 20));
    assertThat(fill(slots, "acme", 100 * 1024)).hasSize(6);
    assertThat(slots.freeBytesFor("acme")).isZero();
    assertThat(slots.freeBytesFor("beta")).isEqualTo(212 * 1024);
    assertThat(fill(slots, "beta", 300 * 1024)).as("one, however large").hasSize(1);
  }

  @Test
  void aSenderHasOneUnderWay() {
    Slots slots = new Slots(new Room(100, 1000, 1 << 20));
    Waiting first = message("acme", "g", "a", 100);
    slots.take(first, 1);
    assertThat(slots.mayTake(first)).isFalse();
    assertThat(slots.senders()).containsExactly("giver|acme:g");
    slots.free(first);
    assertThat(slots.senders()).isEmpty();
    assertThat(slots.free()).isEqualTo(100);
    assertThat(slots.freeBytes()).isEqualTo(1 << 20);
    slots.take(first, 2);
    assertThat(slots.inARow("giver|acme:g")).isEqualTo(2);
  }
}
