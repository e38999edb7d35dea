package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Cart;
import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContractTextTest {

  @Test
  void writesNamesVersionsAndShapesSorted() {
    assertThat(ContractText.of(List.of(Cart.TYPE)))
        .isEqualTo(
            """
            entity cart
            command add {item: String, count: int} -> Total
            command annotate {note: String?} -> Done
            command get-lines {} -> List<Line>
            command get-note {} -> Optional<String>
            command get-total {} -> Total
            command remove {item: String} -> Total
            event added#1 {line: Line}
            event annotated#1 {note: String?}
            event removed#1 {item: String}
            state {lines: List<Line>, note: String?}
            record Line {item: String, count: int}
            record Total {count: int}
            """);
  }

  @Test
  void writesFormerNamesAndVersions() {
    EntityType<Cart> type =
        Cart.TYPE
            .renamed("put-in", Cart.Added.class)
            .renamed("laid-in", Cart.Added.class)
            .renamed("put", Cart.Add.class)
            .upcasting(Cart.Added.class, fields -> {});

    assertThat(ContractText.of(List.of(type)))
        .contains("event added#2 formerly laid-in, put-in {line: Line}\n")
        .contains("command add formerly put {item: String, count: int} -> Total\n");
  }

  record Gallery(EntityKey key)
      implements EventSourcedEntity<Gallery.Hang, Gallery.Hung, Gallery.State> {
    static final EntityType<Gallery> TYPE =
        EntityType.eventSourced("gallery", Hang.class, Hung.class, State.class, Gallery::new);

    record Hang(Shape shape) implements EntityCommand<Gallery, Done> {}

    record Hung(
        Map<Colour, List<? extends Shape>> shapes, Optional<Instant> at, Price<Long> price) {}

    record State(Node.Price price, @Nullable Node root) {}

    enum Colour {
      RED,
      GREEN
    }

    sealed interface Shape {}

    sealed interface Round extends Shape {}

    record Square(BigDecimal side) implements Shape {}

    record BigCircle(BigDecimal radius) implements Round {}

    record Price<T>(T amount) {}

    record Node(List<Node> children) {
      record Price(int cents) {}
    }

    @Override
    public State initialState() {
      return new State(new Node.Price(0), null);
    }

    @Override
    public Decision<Hung, State> decide(State state, Hang command) {
      return reject(command, "full", "there is no room");
    }

    @Override
    public State evolve(State state, Hung event) {
      return state;
    }
  }

  @Test
  void writesWhatMessagesHold() {
    String gallery = "dev.troupe.model.testkit.ContractTextTest.Gallery.";

    assertThat(ContractText.of(List.of(Gallery.TYPE)))
        .isEqualTo(
            """
            entity gallery
            command hang {shape: Shape} -> Done
            event hung#1 {shapes: Map<Colour, List<Shape>>, at: Optional<Instant>, price: GALLERY.Price<Long>}
            state {price: GALLERY.Node.Price, root: Node?}
            record BigCircle {radius: BigDecimal}
            enum Colour [RED, GREEN]
            record Node {children: List<Node>}
            sealed Shape [big-circle, square]
            record Square {side: BigDecimal}
            record GALLERY.Node.Price {cents: int}
            record GALLERY.Price {amount: T}
            """
                .replace("GALLERY.", gallery));
  }

  @Test
  void sortsTypesByName() {
    String both = ContractText.of(List.of(Gallery.TYPE, Cart.TYPE));

    assertThat(both).startsWith("entity cart\n").contains("\n\nentity gallery\n");
  }
}
