package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.persistence.MessageMappers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private final Fingerprint fingerprint = new Fingerprint(MessageMappers.cbor());

  sealed interface Shape {}

  record Circle(int size) implements Shape {}

  record Square(int size) implements Shape {}

  record Tags(Set<String> tags) implements EntityCommand<Object, Done> {}

  record Counts(Map<String, Integer> counts) implements EntityCommand<Object, Done> {}

  record Shapes(Set<Shape> shapes) implements EntityCommand<Object, Done> {}

  record Groups(Set<Set<String>> groups) implements EntityCommand<Object, Done> {}

  record Deep(Map<String, Set<Tags>> deep) implements EntityCommand<Object, Done> {}

  record Order(List<String> lines) implements EntityCommand<Object, Done> {}

  record Before(String owner) implements EntityCommand<Object, Done> {}

  record After(String owner, Optional<String> mail, @Nullable Integer age)
      implements EntityCommand<Object, Done> {}

  private byte[] of(EntityCommand<?, ?> command) throws JsonProcessingException {
    return fingerprint.of(command);
  }

  private static <T> Set<T> set(List<T> elements) {
    return new LinkedHashSet<>(elements);
  }

  private static <T> List<T> reversed(List<T> elements) {
    List<T> other = new ArrayList<>(elements);
    Collections.reverse(other);
    return other;
  }

  @Test
  void hasSixteenBytes() throws JsonProcessingException {
    assertThat(of(new Tags(Set.of("a")))).hasSize(16);
  }

  @Property
  void theOrderOfASetCountsForNothing(@ForAll List<String> tags) throws JsonProcessingException {
    assertThat(of(new Tags(set(reversed(tags))))).isEqualTo(of(new Tags(set(tags))));
  }

  @Property
  void theOrderOfAMapCountsForNothing(@ForAll List<String> keys) throws JsonProcessingException {
    Map<String, Integer> forth = new LinkedHashMap<>();
    keys.forEach(key -> forth.put(key, key.length()));
    Map<String, Integer> back = new LinkedHashMap<>();
    reversed(keys).forEach(key -> back.put(key, key.length()));
    assertThat(of(new Counts(back))).isEqualTo(of(new Counts(forth)));
  }

  @Property
  void theOrderOfAListCounts(@ForAll List<String> lines) throws JsonProcessingException {
    boolean isSame = reversed(lines).equals(lines);
    assertThat(Arrays.equals(of(new Order(reversed(lines))), of(new Order(lines))))
        .isEqualTo(isSame);
  }

  @Property
  void differentBodiesDiffer(@ForAll Set<String> one, @ForAll Set<String> other)
      throws JsonProcessingException {
    assertThat(Arrays.equals(of(new Tags(one)), of(new Tags(other)))).isEqualTo(one.equals(other));
  }

  @Test
  void setsWithinSetsAreSortedToo() throws JsonProcessingException {
    Groups forth = new Groups(set(List.of(set(List.of("a", "b")), set(List.of("c", "d")))));
    Groups back = new Groups(set(List.of(set(List.of("d", "c")), set(List.of("b", "a")))));
    assertThat(of(back)).isEqualTo(of(forth));
    Deep deep = new Deep(Map.of("x", set(List.of(new Tags(set(List.of("a", "b")))))));
    Deep same = new Deep(Map.of("x", set(List.of(new Tags(set(List.of("b", "a")))))));
    assertThat(of(same)).isEqualTo(of(deep));
  }

  @Test
  void membersOfASealedInterfaceDifferByTheirName() throws JsonProcessingException {
    assertThat(of(new Shapes(Set.of(new Circle(1)))))
        .isNotEqualTo(of(new Shapes(Set.of(new Square(1)))));
    assertThat(of(new Shapes(set(List.of(new Circle(1), new Square(1))))))
        .isEqualTo(of(new Shapes(set(List.of(new Square(1), new Circle(1))))));
  }

  @Test
  void anAbsentFieldCountsForNothing() throws JsonProcessingException {
    assertThat(of(new After("a", Optional.empty(), null))).isEqualTo(of(new Before("a")));
    assertThat(of(new After("a", Optional.of("m"), null))).isNotEqualTo(of(new Before("a")));
  }

  @Test
  void isTheSameForEver() throws JsonProcessingException {
    // Stored in receipts: if this changes, commands that were done would be done again.
    assertThat(HexFormat.of().formatHex(of(new Tags(set(List.of("b", "a"))))))
        .isEqualTo("2fa10ff759fb3c06811788db7bb72ab0");
  }
}
