"""An invented mission with known truth: for the demo, the tutorial and the tests.

`build` writes a folder of input files as they would arrive (four lists, forty interviews, a dozen reports, pictures,
a gazetteer) with the truth beside them; `lists_at_scale` makes a list of any length for measuring speed. The places
exist; the country, the people, the organisations and every event are made up.
"""

from tawthiq.sample.mission import SampleTruth, build
from tawthiq.sample.scale import lists_at_scale

__all__ = ["SampleTruth", "build", "lists_at_scale"]
