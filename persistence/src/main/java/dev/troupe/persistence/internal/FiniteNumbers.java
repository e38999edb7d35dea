package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * Refuses what Jackson lets through as a floating-point number from JSON: the texts {@code "NaN"}
 * and {@code "Infinity"}, and a number too large for its type, which would be read as infinity.
 */
public final class FiniteNumbers extends SimpleModule {
  private static final long serialVersionUID = 1L;

  /** The module. */
  public FiniteNumbers() {
    super("troupe-finite-numbers");
    addDeserializer(Double.class, new OfDouble(Double.class));
    addDeserializer(Double.TYPE, new OfDouble(Double.TYPE));
    addDeserializer(Float.class, new OfFloat(Float.class));
    addDeserializer(Float.TYPE, new OfFloat(Float.TYPE));
  }

  private static final class OfDouble extends StdScalarDeserializer<Double> {
    private static final long serialVersionUID = 1L;

    OfDouble(Class<Double> type) {
      super(type);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.currentToken().isNumeric()) {
        return (Double) context.handleUnexpectedToken(handledType(), in);
      }
      double number = in.getDoubleValue();
      if (!Double.isFinite(number)) {
        return (Double) context.handleWeirdStringValue(handledType(), in.getText(), "too large");
      }
      return number;
    }
  }

  private static final class OfFloat extends StdScalarDeserializer<Float> {
    private static final long serialVersionUID = 1L;

    OfFloat(Class<Float> type) {
      super(type);
    }

    @Override
    public Float deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.currentToken().isNumeric()) {
        return (Float) context.handleUnexpectedToken(handledType(), in);
      }
      float number = in.getFloatValue();
      if (!Float.isFinite(number)) {
        return (Float) context.handleWeirdStringValue(handledType(), in.getText(), "too large");
      }
      return number;
    }
  }
}
