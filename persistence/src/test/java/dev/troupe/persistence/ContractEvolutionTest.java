package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.Reply;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Receipts;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one build wrote and another reads. */
class ContractEvolutionTest {
  private final EntityCodec v1 = new EntityCodec(Parcel1.TYPE);
  private final EntityCodec v2 = new EntityCodec(Parcel2.TYPE);
  private final EntityCodec v3 = new EntityCodec(Parcel3.TYPE);

  private static byte[] entry(EntityCodec codec, Object event) throws IOException {
    return codec.writeEntry(
        new JournalEntry(
            "parcel", Optional.of(event), Optional.empty(), Attachments.NONE, new byte[0]));
  }

  private static Object event(EntityCodec codec, String name, int version, byte[] bytes)
      throws IOException {
    return codec.readEntry(name, version, bytes).event().orElseThrow();
  }

  @Test
  void anOptionalFieldOfAnEventMayComeAndGo() throws IOException {
    assertThat(event(v2, "weighed", 1, entry(v1, new Parcel1.Weighed(5))))
        .isEqualTo(new Parcel2.Weighed(5, null));
    assertThat(event(v1, "weighed", 1, entry(v2, new Parcel2.Weighed(5, "s-1"))))
        .isEqualTo(new Parcel1.Weighed(5));
  }

  @Test
  void anOptionalFieldOfACommandReplyOrStateMayComeAndGo() throws IOException {
    assertThat(v2.readCommand("weigh", v1.writeCommand(new Parcel1.Weigh(5))))
        .isEqualTo(new Parcel2.Weigh(5, Optional.empty()));
    assertThat(v1.readCommand("weigh", v2.writeCommand(new Parcel2.Weigh(5, Optional.of("s-1")))))
        .isEqualTo(new Parcel1.Weigh(5));
    Reply<?> weight = new Reply.Accepted<>(new Parcel2.Weight(5, Optional.of("s-1")));
    assertThat(v1.replies().read("weigh", v2.replies().write("weigh", weight)))
        .isEqualTo(new Reply.Accepted<>(new Parcel1.Weight(5)));
    EntityState<?> state =
        new EntityState<>("parcel", Optional.of(new Parcel1.State(5)), Receipts.NONE);
    assertThat(v2.states().read(v1.states().write(state)).state().orElseThrow())
        .isEqualTo(new Parcel2.State(5, Optional.empty()));
  }

  @Test
  void anOldNameAndShapeAreReadAsTheNewOnes() throws IOException {
    assertThat(event(v3, "weighed", 1, entry(v1, new Parcel1.Weighed(5))))
        .isEqualTo(new Parcel3.PutOnScale(5000, "mg"));
    EntityCommand<?, ?> command = v3.readCommand("weigh", v1.writeCommand(new Parcel1.Weigh(5)));
    assertThat(command).isEqualTo(new Parcel3.PutOn(5));
  }

  @Test
  void upcastersStartFromTheVersionThatWasWritten() throws IOException {
    byte[] second = entry(v3, new Parcel3.PutOnScale(7, "kg"));
    assertThat(event(v3, "put-on-scale", 2, second)).isEqualTo(new Parcel3.PutOnScale(7, "mg"));
    assertThat(event(v3, "put-on-scale", 3, second)).isEqualTo(new Parcel3.PutOnScale(7, "kg"));
  }

  @Test
  void aNewerVersionIsRefusedAndSaysWhatToDo() throws IOException {
    byte[] third = entry(v3, new Parcel3.PutOnScale(7, "kg"));
    assertThatExceptionOfType(UnreadableMessage.class)
        .isThrownBy(() -> v3.readEntry("put-on-scale", 4, third))
        .withMessageContaining("version 4 is newer than the 3 this build knows; deploy the build");
  }

  @Test
  void anUpcasterThatFailsIsNamedWithItsEvent() {
    assertThatExceptionOfType(UnreadableMessage.class)
        .isThrownBy(() -> v3.readEntry("weighed", 1, entry(v3, new Parcel3.PutOnScale(7, "kg"))))
        .withMessageContaining("can't read entry weighed");
  }
}
