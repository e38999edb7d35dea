package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionSnapshotTest {
  @Test
  void seesWhatHadEnded() {
    TransactionSnapshot snapshot = TransactionSnapshot.parse("10:20:10,14");
    assertThat(snapshot.sees(9)).isTrue();
    assertThat(snapshot.sees(10)).isFalse();
    assertThat(snapshot.sees(13)).isTrue();
    assertThat(snapshot.sees(14)).isFalse();
    assertThat(snapshot.sees(19)).isTrue();
    assertThat(snapshot.sees(20)).isFalse();
  }

  @Test
  void mayHaveNoneOpen() {
    assertThat(TransactionSnapshot.parse("20:20:").sees(19)).isTrue();
    assertThat(TransactionSnapshot.EMPTY.sees(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1:2", "1:2:3:4", "a:b:c", "1:2:x"})
  void isNothingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TransactionSnapshot.parse(text));
  }
}
