package kindling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/**
 * The folders are the architecture: driver -> model -> data, and each heavy library has one home.
 */
class DependencyDirectionTest {
  /** Each a slice of its own, with the packages below it apart. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass of) {
          return SliceIdentifier.of(of.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static void never(String from, String... to) {
    noClasses()
        .that()
        .resideInAnyPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to)
        .check(ProductClasses.ALL);
  }

  @Test
  void dataKnowsNeitherModelNorDriver() {
    never("kindling.data..", "kindling.model..", "kindling.driver..");
  }

  @Test
  void modelDoesNotKnowTheDriver() {
    never("kindling.model..", "kindling.driver..");
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(ProductClasses.ALL);
  }

  @Test
  void sparkLivesInTheDriver() {
    never("kindling.data..", "org.apache.spark..", "scala..");
    never("kindling.model..", "org.apache.spark..", "scala..");
  }

  @Test
  void deeplearning4jLivesInItsEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("kindling.model.dl4j..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..")
        .check(ProductClasses.ALL);
  }

  @Test
  void libtorchLivesInItsEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("kindling.model.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco.pytorch..", "org.bytedeco.openblas..")
        .check(ProductClasses.ALL);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "kindling.model.torch..", "kindling.model.dl4j..", "kindling.data.source")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..")
        .check(ProductClasses.ALL);
  }

  @Test
  void opencvLivesWherePicturesAreDecoded() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("kindling.data.source.JpegDecoder")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.opencv..")
        .check(ProductClasses.ALL);
  }

  @Test
  void imageDecodersLiveInDataAndZipsWhereFilesAreRead() {
    String[] decoders = {"javax.imageio..", "java.awt.."};
    never("kindling.model..", decoders);
    never("kindling.driver..", decoders);
    noClasses()
        .that()
        .resideOutsideOfPackages("kindling.data..", "kindling.model.weights")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.commons.compress..")
        .check(ProductClasses.ALL);
  }

  @Test
  void hdf5LivesInTheReaderOfKerasFiles() {
    noClasses()
        .that()
        .resideOutsideOfPackage("kindling.model.keras..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.jhdf..")
        .check(ProductClasses.ALL);
  }

  @Test
  void protobufLivesWhereOnnxFilesAreReadAndWritten() {
    noClasses()
        .that()
        .resideOutsideOfPackage("kindling.model.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.protobuf..", "ai.onnx..", "org.tribuo..")
        .check(ProductClasses.ALL);
  }

  @Test
  void configurationAndCommandLineLiveInTheDriver() {
    String[] libraries = {"com.typesafe..", "picocli..", "me.tongfei..", "org.knowm.."};
    never("kindling.model..", libraries);
    never("kindling.data..", libraries);
  }

  @Test
  void pagesAreMadeInTheReportAndMlflowHasOneHome() {
    noClasses()
        .that()
        .resideOutsideOfPackage("kindling.driver.report..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("j2html..")
        .check(ProductClasses.ALL);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("kindling.driver.report.mlflow.MlflowRun")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.mlflow..")
        .check(ProductClasses.ALL);
  }
}
