package dev.troupe.cluster.testkit;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts what {@link Cluster} asks for, and stops it when the class is done. */
final class ClusterExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Cluster wanted = context.getRequiredTestClass().getAnnotation(Cluster.class);
    // Closed by JUnit with the store, also when a test failed.
    context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            TestCluster.class,
            key ->
                wanted.parting()
                    ? TestCluster.startParting(wanted.nodes(), wanted.app(), wanted.cut())
                    : TestCluster.start(wanted.nodes(), wanted.app()),
            TestCluster.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(NAMESPACE).get(TestCluster.class, TestCluster.class);
  }
}
