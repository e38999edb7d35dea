package dev.troupe.tracing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Lines of the log as JSON in the Elastic Common Schema, each with the fields of {@link LogFields}
 * and, which Elastic's own encoder leaves out, what a line says by name itself. Named in the
 * configuration of Logback.
 */
public final class EcsLines extends EcsEncoder {
  /** Logback makes it. */
  public EcsLines() {}

  @Override
  protected void addCustomFields(ILoggingEvent event, StringBuilder line) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      return;
    }
    for (KeyValuePair each : pairs) {
      if (!event.getMDCPropertyMap().containsKey(each.key)) {
        line.append('"');
        JsonUtils.quoteAsString(each.key, line);
        line.append("\":\"");
        JsonUtils.quoteAsString(String.valueOf(each.value), line);
        line.append("\",");
      }
    }
  }
}
