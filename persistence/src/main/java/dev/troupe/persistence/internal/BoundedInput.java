package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.io.InputDecorator;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Refuses an array that is too long; Jackson's own limit counts only what it reads in blocks. */
public final class BoundedInput extends InputDecorator {
  private static final long serialVersionUID = 1L;
  private final long longest;

  /** Refuses more bytes than this. */
  public BoundedInput(long longest) {
    this.longest = longest;
  }

  @Override
  public InputStream decorate(IOContext context, InputStream in) {
    return in;
  }

  @Override
  public @Nullable InputStream decorate(IOContext context, byte[] bytes, int offset, int length)
      throws IOException {
    if (length > longest) {
      throw new StreamConstraintsException(
          "a document of %d bytes is longer than the %d that are read".formatted(length, longest));
    }
    return null; // As it is.
  }

  @Override
  public Reader decorate(IOContext context, Reader in) {
    return in;
  }
}
