package kindling.model.engine;

/**
 * The order in which an engine keeps the elements of each tensor; every tensor stays at its place
 * in the flat array.
 */
public interface WeightsOrder {
  /** The layout's own. */
  WeightsOrder LAYOUT =
      new WeightsOrder() {
        @Override
        public float[] toEngineOrder(float[] values) {
          return values.clone();
        }

        @Override
        public float[] toLayoutOrder(float[] values) {
          return values.clone();
        }
      };

  /**
   * A copy in the engine's order.
   *
   * @param values vectors with an element for each parameter, one after the other; what is left
   *     behind them, buffers for example, stays as it is
   */
  float[] toEngineOrder(float[] values);

  /** A copy in the layout's order of what {@link #toEngineOrder} gave. */
  float[] toLayoutOrder(float[] values);
}
