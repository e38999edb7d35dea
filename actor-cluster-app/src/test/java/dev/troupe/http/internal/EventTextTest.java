package dev.troupe.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.http.internal.EventBuffer.Gap;
import dev.troupe.http.internal.EventBuffer.Message;
import dev.troupe.http.internal.EventBuffer.Note;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTextTest {
  sealed interface News {}

  record WeatherChanged(String text, int degrees) implements News {}

  record Alone(double value) {}

  private static String text(Class<?> protocol, EventBuffer.Piece<?> piece) {
    return EventText.of(protocol).of(piece).utf8String();
  }

  @Test
  void anEventHasItsNumberItsNameAndItsDataInOneLine() {
    assertThat(text(News.class, new Message<>(7, new WeatherChanged("fog\nand\r\nrain", 3))))
        .isEqualTo(
            """
            id: 7
            event: weather-changed
            data: {"type":"weather-changed","text":"fog\\nand\\r\\nrain","degrees":3}

            """);
    assertThat(text(Alone.class, new Message<>(1, new Alone(0.5))))
        .isEqualTo("id: 1\nevent: alone\ndata: {\"value\":0.5}\n\n");
  }

  @Test
  void aGapSaysHowMuchIsMissingIfThatIsKnown() {
    assertThat(text(News.class, new Gap<>(Optional.of(12L))))
        .isEqualTo("event: gap\ndata: {\"missed\":12}\n\n");
    assertThat(text(News.class, new Gap<>(Optional.empty()))).isEqualTo("event: gap\ndata: {}\n\n");
  }

  @Test
  void whatIsNotedIsACommentThatNobodyCanBreakOutOf() {
    assertThat(text(News.class, new Note<>("a\ndata: b"))).isEqualTo(": a\\u{a}data: b\n\n");
    assertThat(EventText.HEARTBEAT.utf8String()).isEqualTo(": heartbeat\n\n");
  }
}
