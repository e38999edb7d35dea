package dev.troupe.persistence.internal;

import com.fasterxml.jackson.databind.module.SimpleModule;

/** What messages need of Jackson beyond its own modules. */
public final class MessageModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  /** The module. */
  public MessageModule() {
    super("troupe-messages");
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.insertAnnotationIntrospector(new RecordIntrospector());
  }
}
