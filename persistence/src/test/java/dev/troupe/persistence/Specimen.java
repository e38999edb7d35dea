package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An entity whose event has a component of every sort. */
record Specimen(EntityKey key) implements Inert<Specimen.Command<?>, Specimen.Event, Integer> {
  static final EntityType<Specimen> TYPE =
      EntityType.eventSourced("specimen", Command.class, Event.class, Integer.class, Specimen::new);

  sealed interface Command<R> extends EntityCommand<Specimen, R> {}

  record Find() implements Command<Integer> {}

  sealed interface Event {}

  record Found(
      String text,
      boolean flag,
      int number,
      long large,
      double fraction,
      BigDecimal price,
      Instant at,
      Duration took,
      LocalDate day,
      UUID id,
      Optional<String> maybe,
      List<Long> list,
      Map<String, Integer> map,
      Wallet.Shape shape)
      implements Event {}

  static Found found() {
    return new Found(
        "tea \"and\" s\u00e4lt \ud83c\udf75",
        true,
        -7,
        Long.MAX_VALUE,
        0.1,
        new BigDecimal("12345678901234567890.10"),
        Instant.parse("2026-03-02T12:00:00.123456789Z"),
        Duration.ofNanos(1_000_000_001),
        LocalDate.of(2026, 3, 2),
        UUID.fromString("0b1f4c3e-8a55-4f0e-9d55-3f6a2f0e6c11"),
        Optional.empty(),
        List.of(1L, Long.MIN_VALUE),
        Map.of("a", 1, "b", 2),
        new Wallet.Square(3));
  }

  @Override
  public Integer initialState() {
    return 0;
  }
}
