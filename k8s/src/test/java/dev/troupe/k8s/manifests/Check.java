package dev.troupe.k8s.manifests;

import java.util.List;

/** Each thing that all renderings are held against. */
enum Check {
  UNKNOWN_FIELDS,
  RESTRICTED_PODS,
  WIRING,
  FITS_THE_APP,
  SECRECY,
  EXPOSURE;

  /** What is wrong, in sentences. */
  List<String> findings(Manifests manifests) {
    return switch (this) {
      case UNKNOWN_FIELDS -> UnknownFields.in(manifests);
      case RESTRICTED_PODS -> RestrictedPods.in(manifests);
      case WIRING -> Wiring.in(manifests);
      case FITS_THE_APP -> FitsTheApp.in(manifests);
      case SECRECY -> Secrecy.in(manifests);
      case EXPOSURE -> Exposure.in(manifests);
    };
  }
}
