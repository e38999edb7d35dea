package dev.troupe.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImmutableTest {

  static class Bean {
    int count;
  }

  interface Open {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        int[].class,
        String[].class,
        Object.class,
        Number.class,
        CharSequence.class,
        StringBuilder.class,
        StringBuffer.class,
        ArrayList.class,
        List.class,
        Iterator.class,
        BitSet.class,
        Random.class,
        Date.class,
        Clock.class,
        InstantSource.class,
        AtomicLong.class,
        Thread.class,
        Bean.class,
        Open.class
      })
  void refusesWhatIsNotKnownToBeAValue(Class<?> type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Immutable.require("cart", type))
        .withMessageStartingWith("cart: %s is of %s", type.getTypeName(), type.getTypeName());
  }

  record Deep(List<Middle> middles) {}

  record Middle(Map<String, Optional<Inner>> inners) {}

  record Inner(String name, Bean bean) {}

  record Generic(List<? extends ArrayList<String>> lists) {}

  @SuppressWarnings("ArrayRecordComponent") // The fault that is to be found.
  record GenericArray(List<String>[] lists) {}

  record Lazy(Supplier<String> name) {}

  record Box<T>(T value) {}

  record Boxed(Box<int[]> box) {}

  record RawList(@SuppressWarnings("rawtypes") List list) {}

  sealed interface Shape {}

  record Circle(int radius) implements Shape {}

  @SuppressWarnings("ArrayRecordComponent") // The fault that is to be found.
  record Polygon(int[] corners) implements Shape {}

  record Drawing(Set<Shape> shapes) {}

  @Test
  void refusesItAtAnyDepthAndNamesThePath() {
    isRefused(Deep.class, "$Deep.middles.inners.bean is of", "$Bean");
    isRefused(Generic.class, "$Generic.lists is of java.util.ArrayList");
    isRefused(GenericArray.class, "$GenericArray.lists is of java.util.List<java.lang.String>[]");
    isRefused(Lazy.class, "$Lazy.name is of java.util.function.Supplier");
    isRefused(Boxed.class, "$Boxed.box is of int[]");
    isRefused(Drawing.class, "$Polygon.corners is of int[]");
    isRefused(RawList.class, "$RawList.list is of java.util.List without its type arguments");
    isRefused(Box.class, "$Box is of", "without its type arguments");
  }

  private static void isRefused(Class<?> type, CharSequence... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Immutable.require("cart", type))
        .satisfies(refusal -> assertThat(refusal).hasMessageContainingAll(parts));
  }

  record Values(
      int primitive,
      Long box,
      String text,
      BigDecimal amount,
      RoundingMode rounding,
      Instant instant,
      LocalDate date,
      ZonedDateTime zoned,
      ZoneId zone,
      UUID uuid,
      URI uri,
      Locale locale,
      Currency currency,
      OptionalLong maybe) {}

  record Collections(
      List<Values> list,
      Set<RoundingMode> set,
      Map<String, List<? extends Values>> map,
      Optional<Circle> optional,
      Box<Box<String>> box) {}

  sealed interface Result<T> {}

  record Ok<T>(T value) implements Result<T> {}

  record Failed<T>(String why) implements Result<T> {}

  record Both(Result<String> result, Ok<Integer> ok) {}

  record Tree(String name, List<Tree> children, Optional<Tree> parent) {}

  record GenericTree<T>(T value, List<GenericTree<List<T>>> children) {}

  record Forest(GenericTree<String> tree) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        Values.class,
        Collections.class,
        Both.class,
        Circle.class,
        RoundingMode.class,
        String.class,
        Void.class,
        Tree.class,
        Forest.class
      })
  void takesValuesAndWhatIsMadeOfThem(Class<?> type) {
    assertThatNoException().isThrownBy(() -> Immutable.require("cart", type));
  }
}
