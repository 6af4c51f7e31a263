"""A small workspace that the tests of navigation share: a family of shapes, Tonel and chunk."""
# ruff: noqa: E101 (Tonel is indented with tabs)

from __future__ import annotations

SHAPE = """
    "
    I am what can be drawn. My *colour* is nil at first.
    "
    Class {
    	#name : 'Shape',
    	#superclass : 'Object',
    	#instVars : [ 'colour', 'origin' ],
    	#classVars : [ 'Default' ],
    	#pools : [ 'InkPool' ],
    	#category : 'Shapes-Core',
    	#package : 'Shapes',
    	#tag : 'Core'
    }

    { #category : 'instance creation' }
    Shape class >> coloured: aColour [

    	^ self new colour: aColour; yourself
    ]

    { #category : 'accessing' }
    Shape >> colour [

    	"I answer my colour, the default one if there is none."

    	^ colour ifNil: [ Default ]
    ]

    { #category : 'accessing' }
    Shape >> colour: aColour [

    	colour := aColour
    ]

    { #category : 'geometry' }
    Shape >> area [

    	^ self subclassResponsibility
    ]
    """

SQUARE = """
    Class {
    	#name : 'Square',
    	#superclass : 'Shape',
    	#instVars : [ 'side' ],
    	#category : 'Shapes-Core'
    }

    { #category : 'geometry' }
    Square >> area [

    	^ side * side
    ]

    { #category : 'accessing' }
    Square >> colour [

    	^ super colour
    ]

    { #category : 'ink' }
    Square >> ink [

    	^ InkBlack
    ]
    """

CIRCLE = """
Shape subclass: #Circle
	instanceVariableNames: 'radius'
	classVariableNames: ''
	poolDictionaries: ''
	category: 'Shapes-Round'!

!Circle methodsFor: 'geometry' stamp: 'kb 1/2/2024'!
area
	"Pi!! What else"
	^ radius squared * Float pi! !

!Shape methodsFor: '*Shapes-Round'!
isRound
	^ self isKindOf: Circle! !

!Circle methodsFor: 'more'!
colour: aColour
	super colour: aColour.
	^ #colour! !
"""

INK = """
    Class {
    	#name : 'InkPool',
    	#superclass : 'SharedPool',
    	#classVars : [ 'InkBlack' ],
    	#category : 'Shapes-Core'
    }
    """

SHAPES = {
    "Shape.class.st": SHAPE,
    "Square.class.st": SQUARE,
    "Circle.st": CIRCLE,
    "InkPool.class.st": INK,
}
