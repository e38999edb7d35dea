package dev.troupe.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> WORDS =
      List.of("troupe.http.port", "troupe.http.host", "troupe.ask-timeout");

  @Test
  void twoLettersThatChangedPlacesAreOneMistake() {
    assertThat(Nearest.distance("prot", "port")).isEqualTo(1);
    assertThat(Nearest.distance("ort", "port")).isEqualTo(1);
    assertThat(Nearest.distance("pport", "port")).isEqualTo(1);
    assertThat(Nearest.distance("part", "port")).isEqualTo(1);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "port")).isEqualTo(4);
  }

  @Test
  void theNearestIsFound() {
    assertThat(Nearest.to("troupe.http.prot", WORDS)).contains("troupe.http.port");
    assertThat(Nearest.to("troupe.asktimeout", WORDS)).contains("troupe.ask-timeout");
  }

  @Test
  void ofTwoThatAreEquallyNearTheFirstInTheAlphabetIsTaken() {
    assertThat(Nearest.to("cat", List.of("rat", "bat"))).contains("bat");
  }

  @Test
  void whatIsFarFromAllIsNearToNone() {
    assertThat(Nearest.to("something.else", WORDS)).isEmpty();
    assertThat(Nearest.to("troupe.http.port", List.of())).isEmpty();
  }

  @Property
  void itIsAsFarInBothDirections(
      @ForAll @AlphaChars @StringLength(max = 8) String one,
      @ForAll @AlphaChars @StringLength(max = 8) String other) {
    assertThat(Nearest.distance(one, other)).isEqualTo(Nearest.distance(other, one));
    assertThat(Nearest.distance(one, other) == 0).isEqualTo(one.equals(other));
  }
}
