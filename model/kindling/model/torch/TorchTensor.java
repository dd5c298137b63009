package kindling.model.torch;

import kindling.model.optimizer.ResidentTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A tensor of libtorch as an optimizer sees it; of the scope that it is made in. */
record TorchTensor(Tensor tensor) implements ResidentTensor {
  private static Tensor of(ResidentTensor other) {
    return ((TorchTensor) other).tensor;
  }

  @Override
  public ResidentTensor plus(ResidentTensor other, double factor) {
    return new TorchTensor(tensor.add(of(other), new Scalar(factor)));
  }

  @Override
  public ResidentTensor times(double factor) {
    return new TorchTensor(tensor.mul(new Scalar(factor)));
  }

  @Override
  public ResidentTensor sign() {
    return new TorchTensor(tensor.sign());
  }

  @Override
  public ResidentTensor sqrt() {
    return new TorchTensor(tensor.sqrt());
  }

  @Override
  public double norm() {
    return Math.sqrt(tensor.to(ScalarType.Double).square().sum().item_double());
  }

  @Override
  public ResidentTensor add(double number) {
    tensor.add_(new Scalar(number));
    return this;
  }

  @Override
  public ResidentTensor add(ResidentTensor other, double factor) {
    tensor.add_(of(other), new Scalar(factor));
    return this;
  }

  @Override
  public ResidentTensor addProduct(ResidentTensor one, ResidentTensor other, double factor) {
    tensor.addcmul_(of(one), of(other), new Scalar(factor));
    return this;
  }

  @Override
  public ResidentTensor addQuotient(
      ResidentTensor dividend, ResidentTensor divisor, double factor) {
    tensor.addcdiv_(of(dividend), of(divisor), new Scalar(factor));
    return this;
  }

  @Override
  public ResidentTensor multiply(double factor) {
    tensor.mul_(new Scalar(factor));
    return this;
  }

  @Override
  public ResidentTensor divide(ResidentTensor divisor) {
    tensor.div_(of(divisor));
    return this;
  }
}
