package dev.troupe.persistence.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.EntityCodec;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code of an application that goes wrong in every way, on what a tenant said. */
class ReplayTest {
  private static final String SAID = "said-by-a-tenant";
  private static final EntityKey KEY = EntityKey.of(TenantId.of("acme"), "b-1");

  sealed interface Command extends EntityCommand<Box, Done> {}

  record Fill() implements Command {}

  sealed interface Event {}

  record Filled(String with, int times) implements Event {
    Filled {
      if (with.equals("refused")) {
        throw new NoClassDefFoundError(SAID);
      }
    }
  }

  record Box(Supplier<String> initial) implements EventSourcedEntity<Command, Event, String> {
    @Override
    public String initialState() {
      return initial.get();
    }

    @Override
    public Decision<Event, String> decide(String state, Command command) {
      return reject(command, "inert", "only reads");
    }

    @Override
    public String evolve(String state, Event event) {
      throw new StackOverflowError(SAID);
    }
  }

  /** What goes wrong. */
  enum Wrong {
    ERROR {
      @Override
      void happen() {
        throw new NoClassDefFoundError(SAID);
      }
    },
    DEPTH {
      @Override
      void happen() {
        throw new StackOverflowError(SAID);
      }
    },
    ASSERTION {
      @Override
      void happen() {
        throw new AssertionError(SAID);
      }
    },
    EXCEPTION {
      @Override
      void happen() {
        throw new IllegalStateException(SAID);
      }
    };

    abstract void happen();

    String fail() {
      happen();
      return "";
    }
  }

  private static EntityType<Box> type(Supplier<String> initial) {
    return EntityType.eventSourced(
        "box", Command.class, Event.class, String.class, key -> new Box(initial));
  }

  private static byte[] stored(Map<String, Object> event) throws Exception {
    return MessageMappers.cbor().writeValueAsBytes(Map.of("e", event));
  }

  private static byte[] filled(Object with, Object times) throws Exception {
    return stored(Map.of("with", with, "times", times));
  }

  private static Finding finding(EntityType<Box> type, int version, byte[] payload) {
    return BuildTypes.of(MessageTypes.of(type), other -> true)
        .replay("box", KEY)
        .orElseThrow()
        .next(1, "box/filled#" + version, payload)
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void whateverAnUpcasterThrowsIsAFindingWithoutWhatWasSaid(Wrong wrong) throws Exception {
    Finding found =
        finding(
            type(() -> "").upcasting(Filled.class, fields -> wrong.happen()), 1, filled(SAID, 1));
    assertThat(found.stops()).isTrue();
    assertThat(found.sentence())
        .startsWith("box/filled#1: one that is stored can't be read: 'java.lang.")
        .contains("mend the upcaster");
    assertThat(found.toString()).doesNotContain(SAID);
  }

  @ParameterizedTest
  @EnumSource
  void anEntityThatCanNotBeMadeIsAFinding(Wrong wrong) throws Exception {
    Finding found = finding(type(wrong::fail), 1, filled(SAID, 1));
    assertThat(found.sentence())
        .startsWith("box: none of what is stored can be applied")
        .contains("initialState fails with 'java.lang.");
    assertThat(found.toString()).doesNotContain(SAID);
    Finding factory =
        finding(
            EntityType.eventSourced(
                "box", Command.class, Event.class, String.class, key -> new Box(wrong::fail)),
            1,
            filled(SAID, 1));
    assertThat(factory.subject()).isEqualTo("box");
  }

  @Test
  void whatItsConstructorOrEvolveThrowsIsAFinding() throws Exception {
    assertThat(finding(type(() -> ""), 1, filled("refused", 1)).toString())
        .contains("one that is stored can't be read")
        .contains("NoClassDefFoundError")
        .doesNotContain(SAID);
    assertThat(finding(type(() -> ""), 1, filled("a", 1)).toString())
        .contains("evolve fails on it with 'java.lang.StackOverflowError'")
        .doesNotContain(SAID);
  }

  @Test
  void whatDoesNotFitIsAFindingWithoutWhatWasSaid() throws Exception {
    Finding found = finding(type(() -> ""), 1, filled("a", SAID));
    assertThat(found.sentence()).contains("'times' can't be read as 'int'");
    assertThat(found.toString()).doesNotContain(SAID);
    assertThatExceptionOfType(UnreadableMessage.class)
        .isThrownBy(() -> new EntityCodec(type(() -> "")).readEvent("filled", 1, filled("a", SAID)))
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(SAID));
  }
}
