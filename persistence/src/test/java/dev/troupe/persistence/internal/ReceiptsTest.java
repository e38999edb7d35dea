package dev.troupe.persistence.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private static Receipt receipt(Object id, String answer) {
    return new Receipt("id-" + id, "deposit", new byte[16], answer.getBytes(UTF_8));
  }

  private static Receipt receipt(Object id) {
    return receipt(id, "ok");
  }

  @Test
  void holdsExactlyTheWindowAndGivesUpTheOldestFirst() {
    Receipts receipts = Receipts.NONE;
    for (int i = 0; i < 5; i++) {
      receipts = receipts.with(receipt(i), 3);
    }
    assertThat(receipts.toList()).containsExactly(receipt(2), receipt(3), receipt(4));
    assertThat(receipts.size()).isEqualTo(3);
    assertThat(receipts.find("id-1")).isNull();
    assertThat(receipts.find("id-2")).isEqualTo(receipt(2));
  }

  @Test
  void aWindowOfZeroRemembersNothing() {
    assertThat(Receipts.NONE.with(receipt(1), 0)).isEqualTo(Receipts.NONE);
  }

  @Test
  void oneIsNotChangedByTheNext() {
    Receipts one = Receipts.NONE.with(receipt(1), 1);
    Receipts two = one.with(receipt(2), 1);
    assertThat(one.toList()).containsExactly(receipt(1));
    assertThat(two.toList()).containsExactly(receipt(2));
    assertThat(Receipts.NONE.toList()).isEmpty();
  }

  @Test
  void areEqualIfTheyHoldTheSameInTheSameOrder() {
    Receipts forth = Receipts.of(List.of(receipt(1), receipt(2)));
    Receipts back = Receipts.of(List.of(receipt(2), receipt(1)));
    assertThat(forth)
        .isEqualTo(Receipts.NONE.with(receipt(1), 9).with(receipt(2), 9))
        .hasSameHashCodeAs(Receipts.of(List.of(receipt(1), receipt(2))))
        .isNotEqualTo(back)
        .isNotEqualTo(Receipts.of(List.of(receipt(1), receipt(2, "no"))))
        .hasToString("Receipts[2]");
  }

  /** An id can come twice: forgotten in a narrow window, used again, read in a wider one. */
  @Property
  void behaveLikeALinkedMap(
      @ForAll @Size(max = 60) List<@IntRange(max = 20) Integer> ids,
      @ForAll @IntRange(max = 12) int window) {
    Map<String, Receipt> model = new LinkedHashMap<>();
    Receipts receipts = Receipts.NONE;
    for (int i = 0; i < ids.size(); i++) {
      Receipt next = receipt(ids.get(i), "answer " + i);
      receipts = receipts.with(next, window);
      model.remove(next.id());
      model.put(next.id(), next);
      while (model.size() > window) {
        model.remove(model.keySet().iterator().next());
      }
      assertThat(receipts.toList()).isEqualTo(new ArrayList<>(model.values()));
      assertThat(receipts.size()).isEqualTo(model.size());
    }
    for (int id = 0; id <= 20; id++) {
      assertThat(receipts.find("id-" + id)).isEqualTo(model.get("id-" + id));
    }
  }
}
