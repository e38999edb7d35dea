package dev.troupe.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmOptionsTest {
  private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  @Test
  void theUnsafeOptionIsGivenOnlyToAJvmThatKnowsIt() {
    assertThat(JvmOptions.of(21)).doesNotContain(UNSAFE);
    assertThat(JvmOptions.of(22)).doesNotContain(UNSAFE);
    assertThat(JvmOptions.of(23)).contains(UNSAFE);
    assertThat(JvmOptions.of(25)).contains(UNSAFE);
  }
}
