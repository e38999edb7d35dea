package dev.troupe.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void isCarriedOnWithoutAnSdk() {
    Context context = TraceContext.parse(TRACE);
    assertThat(TraceContext.of(context)).contains(TRACE);
    try (Scope scope = context.makeCurrent()) {
      assertThat(TraceContext.current()).contains(TRACE);
    }
    assertThat(TraceContext.current()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "zz-zaf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      })
  void whatIsNoTraceIsNone(String text) {
    assertThat(TraceContext.of(TraceContext.parse(text))).isEmpty();
  }
}
